// Checks Bicep files without the Bicep compiler: their syntax with the tree-sitter grammar, and that what a file names
// exists: symbols, modules, the parameters a module takes and the outputs it gives.
// Use: node check-bicep.mjs folder-or-file … [--types] [--az-types folder]
//   --types     also lists each resource type as type@version, and the properties that are set on it
//   --az-types  also checks every property against Microsoft's type definitions: the folder `generated` of a clone of
//               github.com/Azure/bicep-types-az, which the Bicep compiler itself is built with
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { bicepReader, propertyPaths, takesSymbols, walk } from './bicep.mjs';
import { typeChecker } from './bicep-types.mjs';

// Namespaces and functions of the language that the files here may use; a new one is added by hand, on purpose.
const builtIn = new Set(`az sys any array base64 cidrSubnet concat contains deployment empty environment first format guid
  int items json last length listKeys loadTextContent max min padLeft range readEnvironmentVariable replace resourceGroup
  resourceId split string subscription subscriptionResourceId substring take tenant toLower toUpper uniqueString union
  uri description secure allowed minLength maxLength minValue maxValue metadata batchSize export`.split(/\s+/));

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

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { types: { type: 'boolean' }, 'az-types': { type: 'string' } },
});
const paths = positionals.flatMap(find);
const open = await bicepReader();
const checkTypes = options['az-types'] ? typeChecker(options['az-types']) : () => {};

let faults = 0;
for (const path of paths) {
  const file = open(path);
  checkSyntax(file);
  if (!file.root.hasError) {
    checkNames(file);
    checkModules(file, open);
    checkTypes(file);
    if (file.isParameters) {
      checkParameterFile(file, open);
    }
  }

  faults += file.faults.length;
  console.log(`${file.faults.length ? 'FAIL' : 'ok  '} ${path}`);
  for (const fault of file.faults) {
    console.log(`     ${fault}`);
  }

  if (options.types) {
    for (const resource of file.resources) {
      console.log(`type ${resource.type}`);
      propertyPaths(resource).forEach(path => console.log(`property ${resource.type} ${path}`));
    }
  }
}

console.log(`${paths.length} files, ${faults} faults`);
process.exit(paths.length && !faults ? 0 : 1);
