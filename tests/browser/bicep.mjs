// Reads Bicep files with the tree-sitter grammar, compiled to WebAssembly; there is no Bicep compiler outside of .NET tools.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';

export const takesSymbols = {
  parameter_declaration: 'parameter',
  variable_declaration: 'variable',
  resource_declaration: 'resource',
  module_declaration: 'module',
  type_declaration: 'type',
  user_defined_function: 'function',
  output_declaration: 'output',
};

/** A Bicep file, or a file with parameters: its tree, and what it declares. */
export class BicepFile {
  constructor(path, parser) {
    this.path = path;
    this.faults = [];
    this.root = parser.parse(readable(path)).rootNode;
    this.symbols = new Map();
    this.outputs = new Set();
    for (const node of this.root.namedChildren) {
      this.#declare(node);
    }
  }

  get isParameters() {
    return this.path.endsWith('.bicepparam');
  }

  get modules() {
    return this.root.namedChildren.filter(node => node.type === 'module_declaration');
  }

  /** Each resource: its symbol, its type@version, whether it exists already, and the object that describes it. */
  get resources() {
    return this.root.namedChildren
      .filter(node => node.type === 'resource_declaration')
      .map(node => {
        const [name, type, value] = node.namedChildren;
        return {
          node,
          name: name.text,
          type: type.text.slice(1, -1),
          existing: node.children.some(child => child.type === 'existing'),
          object: value.type === 'object' ? value : value.namedChildren.find(child => child.type === 'object'),
        };
      });
  }

  get parameters() {
    return [...this.symbols].filter(([, symbol]) => symbol.kind === 'parameter');
  }

  fault(node, message) {
    const { row, column } = node.startPosition;
    this.faults.push(`${this.path}:${row + 1}:${column + 1} ${message}`);
  }

  #declare(node) {
    const kind = takesSymbols[node.type];
    if (!kind) {
      return;
    }

    const name = node.namedChildren[0].text;
    if (kind === 'output') {
      this.outputs.add(name);
      return;
    }

    if (this.symbols.has(name)) {
      this.fault(node, `The name ${name} is declared twice.`);
    }

    // A parameter needs a value unless it has a default after its type, or may be null.
    const last = node.namedChildren.at(-1);
    const required = kind === 'parameter' && last.type === 'type' && last.namedChildren[0]?.type !== 'nullable_type';
    this.symbols.set(name, { kind, node, required });
  }
}

// The grammar does not know the assignments of a parameter file; each reads as a variable with the same expression.
function readable(path) {
  const text = readFileSync(path, 'utf8');
  return path.endsWith('.bicepparam') ? text.replace(/^param(?=\s+\w+\s*=)/gm, 'var  ') : text;
}

/** Visits a node and what is in it; a visitor that returns false is spared the inside. */
export function walk(node, visit) {
  if (visit(node) === false) {
    return;
  }

  for (const child of node.namedChildren) {
    walk(child, visit);
  }
}

export const keyOf = property => property.namedChildren[0].text.replace(/^'|'$/g, '');

/** The paths of all properties that a resource sets, as ARM knows them, without the outer `properties.`. */
export function propertyPaths({ existing, object }) {
  const paths = new Set();
  const visit = (node, path) => {
    if (node.type === 'object' && node.namedChildren.length) {
      for (const property of node.namedChildren.filter(child => child.type === 'object_property')) {
        visit(property.namedChildren[1], path ? `${path}.${keyOf(property)}` : keyOf(property));
      }
    } else if (node.namedChildren.some(child => child.type === 'object' || child.type === 'array' || child.type === 'arguments')) {
      node.namedChildren.forEach(child => visit(child, path));
    } else {
      paths.add(path);
    }
  };
  if (!existing) {
    visit(object, '');
  }

  const ofTheLanguage = ['parent', 'scope', 'dependsOn'];
  return [...paths]
    .filter(path => path && !ofTheLanguage.includes(path) && ![...paths].some(other => other.startsWith(`${path}.`)))
    .map(path => path.replace(/^properties\./, '').replace(/\.\$\{.*\}$/, ''));
}

/** A function that reads each file once. */
export async function bicepReader() {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(fileURLToPath(import.meta.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm'))));
  const files = new Map();
  return path => {
    if (!files.has(path)) {
      files.set(path, new BicepFile(path, parser));
    }

    return files.get(path);
  };
}
