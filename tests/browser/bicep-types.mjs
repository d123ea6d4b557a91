// Compares resources in Bicep files with Microsoft's type definitions (github.com/Azure/bicep-types-az, folder
// generated): unknown, missing and read-only properties, values outside of the known ones, wrong kinds, and reads of
// properties that are not there.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyOf, walk } from './bicep.mjs';

const required = 1;
const readOnly = 2;
// What every resource may have besides the properties of its type.
const ofTheLanguage = new Set(['parent', 'scope', 'dependsOn']);

export function typeChecker(folder) {
  const find = resourceFinder(folder);
  return file => {
    const types = new Map();
    for (const resource of file.resources) {
      const body = find(resource.type);
      if (!body) {
        file.fault(resource.node, `There is no definition of ${resource.type} in ${folder}.`);
        continue;
      }

      types.set(resource.name, body);
      if (!resource.existing) {
        checkObject(file, resource.object, body, '');
      }
    }

    checkReads(file, types);
  };
}

/** A type in its file; what it refers to is found there too. */
class Type {
  constructor(all, index) {
    this.all = all;
    Object.assign(this, { kind: all[index].$type, definition: all[index] });
  }

  to(reference) {
    return new Type(this.all, Number(reference.$ref.split('/').pop()));
  }

  /** The properties by name, for an object whose discriminator, if it has one, says `variant`. */
  properties(variant) {
    const { properties, baseProperties, elements } = this.definition;
    if (!elements) {
      return properties ?? {};
    }

    const element = elements[variant];
    return { ...baseProperties, ...(element ? this.to(element).definition.properties : {}) };
  }

  property(name, variant) {
    const found = this.properties(variant)[name];
    return found && { ...found, type: this.to(found.type) };
  }
}

function resourceFinder(folder) {
  const groups = readdirSync(folder);
  return name => {
    const [type, version] = name.split('@');
    const provider = type.split('/')[0].toLowerCase();
    for (const group of groups) {
      const path = join(folder, group, provider, version, 'types.json');
      const all = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
      const resource = all.find(entry => entry.$type === 'ResourceType' && entry.name.toLowerCase() === name.toLowerCase());
      if (resource) {
        return new Type(all, all.indexOf(resource)).to(resource.body);
      }
    }

    return undefined;
  };
}

function checkObject(file, object, type, path) {
  const properties = object.namedChildren.filter(node => node.type === 'object_property');
  const { discriminator, additionalProperties } = type.definition;
  const variant = properties.find(property => keyOf(property) === discriminator)?.namedChildren[1].text.slice(1, -1);
  const given = new Set();
  for (const node of properties) {
    const name = keyOf(node);
    given.add(name);
    const place = path ? `${path}.${name}` : name;
    const property = type.property(name, variant);
    if (property) {
      if (property.flags & readOnly) {
        file.fault(node, `${place} is read-only.`);
      }

      checkValue(file, node.namedChildren[1], property.type, place);
    } else if (additionalProperties) {
      checkValue(file, node.namedChildren[1], type.to(additionalProperties), place);
    } else if (path || !ofTheLanguage.has(name)) {
      file.fault(node, `${place} is not a property of ${type.definition.name}.`);
    }
  }

  for (const [name, { flags }] of Object.entries(type.properties(variant))) {
    if (flags & required && !given.has(name)) {
      file.fault(object, `${path || 'The resource'} lacks the required ${name}.`);
    }
  }
}

function checkValue(file, node, type, path) {
  const isObject = ['ObjectType', 'DiscriminatedObjectType'].includes(type.kind);
  if (node.type === 'object' && isObject) {
    checkObject(file, node, type, path);
  } else if (node.type === 'array' && type.kind === 'ArrayType') {
    for (const item of node.namedChildren) {
      checkValue(file, item, type.to(type.definition.itemType), `${path}[]`);
    }
  } else if (node.type === 'for_statement' && type.kind === 'ArrayType') {
    checkValue(file, node.namedChildren.at(-1), type.to(type.definition.itemType), `${path}[]`);
  } else if (node.type === 'ternary_expression') {
    node.namedChildren.slice(1).forEach(branch => checkValue(file, branch, type, path));
  } else if (node.type === 'call_expression' && node.namedChildren[0].text === 'concat') {
    node.namedChildren[1].namedChildren.filter(part => part.type === 'array').forEach(part => checkValue(file, part, type, path));
  } else if (['string', 'number', 'boolean', 'object', 'array'].includes(node.type)) {
    checkLiteral(file, node, type, path);
  }
}

function checkLiteral(file, node, type, path) {
  const kinds = type.kind === 'UnionType' ? type.definition.elements.map(element => type.to(element)) : [type];
  const fitting = {
    string: ['StringType', 'StringLiteralType', 'AnyType'],
    number: ['IntegerType', 'AnyType'],
    boolean: ['BooleanType', 'AnyType'],
    object: ['AnyType'],
    array: ['AnyType'],
  }[node.type];
  if (!kinds.some(({ kind }) => fitting.includes(kind))) {
    file.fault(node, `${path} cannot be a ${node.type}.`);
    return;
  }

  // A union of known values and any text: the text is open for values of the future, not for slips of the pen.
  const known = kinds.filter(({ kind }) => kind === 'StringLiteralType').map(({ definition }) => definition.value);
  const isPlain = !node.namedChildren.some(child => child.type === 'interpolation');
  if (node.type === 'string' && isPlain && known.length && !known.includes(node.text.slice(1, -1))) {
    file.fault(node, `${path} is none of the known values ${known.join(', ')}.`);
  }
}

function checkReads(file, types) {
  walk(file.root, node => {
    if (node.type !== 'member_expression') {
      return true;
    }

    const names = [];
    let inner = node;
    while (inner.type === 'member_expression') {
      names.unshift(inner.namedChildren[1].text);
      [inner] = inner.namedChildren;
    }

    let type = inner.type === 'identifier' ? types.get(inner.text) : undefined;
    for (const name of names) {
      // A function of the resource, such as listKeys(), or something that is no object here.
      if (!type || !['ObjectType', 'DiscriminatedObjectType'].includes(type.kind) || node.parent.type === 'call_expression') {
        break;
      }

      const property = type.property(name);
      if (!property && !type.definition.additionalProperties) {
        file.fault(node, `${inner.text}.${names.join('.')}: ${type.definition.name} has no property ${name}.`);
      }

      type = property?.type;
    }

    return false;
  });
}
