// Finds packages that come with another one: the schema validators are those of @microsoft/app-manifest.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

const require = createRequire(import.meta.url);
const manifestPackage = require.resolve('@microsoft/app-manifest/package.json');
const requireThere = createRequire(manifestPackage);

export const manifestFolder = dirname(manifestPackage);

export function load(name) {
  const module = requireThere(name);
  return module.default ?? module;
}

/** The validator for the draft that a schema is written in. */
export function compile(schema) {
  const draft = schema.$schema ?? '';
  const Ajv = load(draft.includes('draft-04') ? 'ajv-draft-04' : draft.includes('2020-12') ? 'ajv/dist/2020' : 'ajv');
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  if (draft.includes('draft-06')) {
    ajv.addMetaSchema(requireThere('ajv/dist/refs/json-schema-draft-06.json')); // not load(): it has a member `default`
  }

  load('ajv-formats')(ajv);
  return ajv.compile(schema);
}
