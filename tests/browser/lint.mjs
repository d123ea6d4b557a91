// What is wrong with cards: what Microsoft's renderer says of them, and what the schema of Adaptive Cards says. Of an element newer
// than 1.5 its fallback is checked by both, and the element itself by what Microsoft documents of it; the renderer, which knows 1.5
// only, must show the card as if the fallback stood there.
import { existsSync, readFileSync } from 'node:fs';
import { lintCards, shownText } from './cardbench.mjs';
import { asOf15, checkNewer, holdsNewer } from './newer.mjs';
import { compile } from './packages.mjs';

/** One list of sentences for each card, in the cards' order. */
export async function lint(browser, cards, schemaFile) {
  const check = schemaCheck(schemaFile);
  const renderer = await lintCards(browser, cards.map(asOf15));
  const strangers = await fallbacksNotShown(browser, cards);
  return cards.map((card, i) =>
    [...renderer[i].map(message => `renderer: ${message}`), ...check(asOf15(card)), ...checkNewer(card), ...strangers[i]]);
}

function schemaCheck(schemaFile) {
  if (!schemaFile || !existsSync(schemaFile)) {
    console.log(`skipped: no schema was checked, ${schemaFile ? `${schemaFile} is not there` : 'none was named'}`);
    return () => [];
  }

  const validatorOf = validators(JSON.parse(readFileSync(schemaFile, 'utf8')));
  return card => explain(validatorOf, plain(card), '').map(fault => `schema: ${fault}`);
}

// What Teams takes in a card of version 1.5 and the schema's file does not know: its own members, and the style of
// searching choice sets, which the file forgot.
function plain(value) {
  if (Array.isArray(value)) {
    return value.map(plain);
  }

  if (value === null || typeof value !== 'object') {
    return value;
  }

  const members = Object.entries(value).filter(([name]) => name !== 'msteams' && name !== 'choices.data');
  return Object.fromEntries(members.map(([name, part]) =>
    [name, value.type === 'Input.ChoiceSet' && name === 'style' && part === 'filtered' ? 'compact' : plain(part)]));
}

// A validator for each kind of element: against the whole schema, every element is told to be none of thirty kinds.
function validators({ $schema, definitions }) {
  const known = new Map();
  return kind => {
    if (definitions[kind] && !known.has(kind)) {
      known.set(kind, compile({ $schema, definitions, allOf: [{ $ref: `#/definitions/${kind}` }] }));
    }

    return known.get(kind);
  };
}

function explain(validatorOf, element, place) {
  const validate = validatorOf(element.type);
  if (!validate) {
    return [`${place || '/'} has the unknown type ${JSON.stringify(element.type)}`];
  }

  validate(element);
  const errors = validate.errors ?? [];
  const inner = errors.filter(error => error.keyword === 'anyOf' && error.instancePath).map(error => error.instancePath);
  const outermost = [...new Set(inner)].filter(path => !inner.some(other => path.startsWith(`${other}/`)));
  const within = path => outermost.some(other => path === other || path.startsWith(`${other}/`));
  const own = errors
    .filter(error => !within(error.instancePath))
    .map(error => `${place}${error.instancePath || (place ? '' : '/')} ${error.message} ${JSON.stringify(error.params)}`);
  return own.concat(outermost.flatMap(path => {
    const part = path.split('/').slice(1).reduce((value, step) => value[step], element);
    return typeof part?.type === 'string'
      ? explain(validatorOf, part, place + path)
      : [`${place}${path} is none of what may stand there`];
  }));
}

// A fallback that the renderer does not take is none: nobody would see it. Which part it shows hangs on what a card is made of and not on
// its words: one card of each shape tells of all of that shape.
async function fallbacksNotShown(browser, cards) {
  const shapes = cards.map(card => holdsNewer(card) ? shapeOf(card) : null);
  const samples = new Map(shapes.map((shape, i) => [shape, cards[i]]).filter(([shape]) => shape !== null));
  const asTheyAre = await shownText(browser, [...samples.values()]);
  const replaced = await shownText(browser, [...samples.values()].map(asOf15));
  const faults = new Map([...samples.keys()].map((shape, at) =>
    [shape, asTheyAre[at].text === replaced[at].text ? [] : ['renderer: a fallback is not what is shown in an element\'s place']]));
  return shapes.map(shape => faults.get(shape) ?? []);
}

const shapeOf = card => JSON.stringify(card, (name, value) => typeof value === 'string' && value && name !== 'type' ? '…' : value);
