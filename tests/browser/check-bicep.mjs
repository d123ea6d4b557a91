// Checks Bicep files without the Bicep compiler: their syntax with the tree-sitter grammar, and that what a file names
// exists: symbols, modules, the parameters a module takes and the outputs it gives.
// It does not know resource types; the table in infra/README.md says what those were checked against.
// Use: node check-bicep.mjs folder-or-file …       `--types` also lists each resource type as type@version.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';

const wasm = fileURLToPath(import.meta.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm'));

// Namespaces and functions of the language that the files here may use; a new one is added by hand, on purpose.
const builtIn = new Set(`az sys any array base64 cidrSubnet concat contains deployment empty environment first format guid
  int json last length listKeys loadTextContent max min padLeft range readEnvironmentVariable replace resourceGroup
  resourceId split string subscription subscriptionResourceId substring take tenant toLower toUpper uniqueString union
  uri description secure allowed minLength maxLength minValue maxValue metadata batchSize export`.split(/\s+/));

const takesSymbols = {
  parameter_declaration: 'parameter',
  variable_declaration: 'variable',
  resource_declaration: 'resource',
  module_declaration: 'module',
  type_declaration: 'type',
  user_defined_function: 'function',
  output_declaration: 'output',
};

class BicepFile {
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

function walk(node, visit) {
  if (visit(node) === false) {
    return;
  }

  for (const child of node.namedChildren) {
    walk(child, visit);
  }
}

function checkSyntax(file) {
  const visit = node => {
    if (node.isError) {
      file.fault(node, `Not Bicep: ${JSON.stringify(node.text.slice(0, 60))}`);
    } else if (node.isMissing) {
      file.fault(node, `Here ${node.type} is missing.`);
    } else {
      node.children.forEach(visit);
    }
  };
  visit(file.root);
}

function checkNames(file) {
  const loops = new Set();
  walk(file.root, node => {
    if (node.type === 'for_statement') {
      walk(node.namedChildren[0], inner => {
        loops.add(inner.text);
      });
    }
  });

  const isDeclaration = (parent, node) =>
    parent.type in takesSymbols && parent.namedChildren[0].equals(node);
  const isKey = (parent, node) => parent.type === 'object_property' && parent.namedChildren[0].equals(node);
  walk(file.root, node => {
    if (node.type !== 'identifier') {
      return;
    }

    const { parent } = node;
    if (isDeclaration(parent, node) || isKey(parent, node)) {
      return;
    }

    if (!file.symbols.has(node.text) && !builtIn.has(node.text) && !loops.has(node.text)) {
      file.fault(node, `Nothing is declared with the name ${node.text}.`);
    }
  });

  const used = new Set();
  walk(file.root, node => {
    if (node.type === 'identifier' && !isDeclaration(node.parent, node) && !isKey(node.parent, node)) {
      used.add(node.text);
    }
  });
  for (const [name, { kind, node }] of file.symbols) {
    if (!file.isParameters && (kind === 'parameter' || kind === 'variable') && !used.has(name)) {
      file.fault(node, `The ${kind} ${name} is never used.`);
    }
  }
}

function checkModules(file, open) {
  const opened = new Map();
  for (const node of file.modules) {
    const name = node.namedChildren[0].text;
    const path = join(dirname(file.path), node.namedChildren[1].text.slice(1, -1));
    if (!existsSync(path)) {
      file.fault(node, `There is no file ${path}.`);
      continue;
    }

    const module = open(path);
    opened.set(name, module);
    const given = new Set();
    walk(node, inner => {
      if (inner.type !== 'object_property' || inner.namedChildren[0].text !== 'params') {
        return true;
      }

      for (const property of inner.namedChildren[1].namedChildren) {
        const parameter = property.namedChildren[0].text;
        given.add(parameter);
        if (module.symbols.get(parameter)?.kind !== 'parameter') {
          file.fault(property, `${path} has no parameter ${parameter}.`);
        }
      }

      return false;
    });
    for (const [parameter, { required }] of module.parameters) {
      if (required && !given.has(parameter)) {
        file.fault(node, `${path} needs the parameter ${parameter}.`);
      }
    }
  }

  walk(file.root, node => {
    const [left, property] = node.namedChildren;
    if (node.type !== 'member_expression' || left.type !== 'member_expression') {
      return;
    }

    const [symbol, outputs] = left.namedChildren;
    const module = opened.get(symbol.text);
    if (module && outputs.text === 'outputs' && !module.outputs.has(property.text)) {
      file.fault(node, `${module.path} has no output ${property.text}.`);
    }
  });
}

function checkParameterFile(file, open) {
  const using = file.root.namedChildren.find(node => node.type === 'using_statement');
  if (!using) {
    file.fault(file.root, 'A parameter file says which file it is for: using …');
    return;
  }

  const target = open(join(dirname(file.path), using.namedChildren[0].text.slice(1, -1)));
  for (const [name, { node }] of file.symbols) {
    if (target.symbols.get(name)?.kind !== 'parameter') {
      file.fault(node, `${target.path} has no parameter ${name}.`);
    }
  }

  for (const [name, { required }] of target.parameters) {
    if (required && !file.symbols.has(name)) {
      file.fault(using, `${target.path} needs the parameter ${name}.`);
    }
  }
}

function find(path) {
  if (!statSync(path).isDirectory()) {
    return [path];
  }

  return readdirSync(path, { recursive: true })
    .filter(name => name.endsWith('.bicep') || name.endsWith('.bicepparam'))
    .sort()
    .map(name => join(path, name));
}

const listTypes = process.argv.includes('--types');
const paths = process.argv.slice(2).filter(argument => argument !== '--types').flatMap(find);
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(wasm));

const files = new Map();
const open = path => {
  if (!files.has(path)) {
    files.set(path, new BicepFile(path, parser));
  }

  return files.get(path);
};

let faults = 0;
for (const path of paths) {
  const file = open(path);
  checkSyntax(file);
  if (!file.root.hasError) {
    checkNames(file);
    checkModules(file, open);
    if (file.isParameters) {
      checkParameterFile(file, open);
    }
  }

  faults += file.faults.length;
  console.log(`${file.faults.length ? 'FAIL' : 'ok  '} ${path}`);
  for (const fault of file.faults) {
    console.log(`     ${fault}`);
  }

  if (listTypes) {
    for (const node of file.root.namedChildren.filter(child => child.type === 'resource_declaration')) {
      console.log(`type ${node.namedChildren[1].text.slice(1, -1)}`);
    }
  }
}

console.log(`${paths.length} files, ${faults} faults`);
process.exit(paths.length && !faults ? 0 : 1);
