// Elements that are newer than the schema 1.5: what a client of 1.5 shows in their place, and what Microsoft documents of them.
import { readFileSync } from 'node:fs';
import { compile } from './packages.mjs';

const { $schema, definitions } = JSON.parse(readFileSync(new URL('newer-elements.json', import.meta.url), 'utf8'));
const validators = Object.fromEntries(Object.keys(definitions).map(kind =>
  [kind, compile({ $schema, definitions, allOf: [{ $ref: `#/definitions/${kind}` }] })]));

const isObject = value => value !== null && typeof value === 'object';
const isNewer = value => isObject(value) && Object.hasOwn(validators, value.type);

/** The card as a client of 1.5 shows it: in the place of each newer element its fallback. */
export function asOf15(value) {
  if (Array.isArray(value)) {
    return value.map(asOf15);
  }

  if (isNewer(value) && isObject(value.fallback)) {
    return asOf15(value.fallback);
  }

  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, asOf15(part)])) : value;
}

/** What is wrong with the newer elements of a card: a member that Microsoft does not document, or no fallback. */
export function checkNewer(value, place = '') {
  if (!isObject(value)) {
    return [];
  }

  const inner = Object.entries(value).flatMap(([name, part]) => checkNewer(part, `${place}/${name}`));
  if (!isNewer(value) || validators[value.type](value)) {
    return inner;
  }

  return validators[value.type].errors
    .map(error => `newer: ${place}${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`)
    .concat(inner);
}

/** Whether there is anything newer in a card. */
export function holdsNewer(value) {
  return isNewer(value) || (isObject(value) && Object.values(value).some(holdsNewer));
}
