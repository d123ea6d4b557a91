// The gallery: every card of a file on one page to look at, with what is wrong with it beside it.
// Use: node gallery.mjs cards.json folder [adaptive-card-1.5.json] [--sheets=subject,…] [--pictures=subject/name,…]
// cards.json holds a list of { subject, name, language, card, faults }, faults being sentences that are known already. The page is
// folder/index.html. With --sheets, folder/sheets holds pictures of many cards each (of all subjects where none is named); with
// --pictures, folder/pictures has one of each named card in each theme and width.
// Ends with 1 when anything was found that gallery/accepted.json does not accept.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { launchBrowser } from './browser.mjs';
import { checkCards } from './gallery-checks.mjs';
import { writePage } from './gallery-page.mjs';
import { lint } from './lint.mjs';
import { pictureCards, pictureSheets } from './sheets.mjs';

const [cardsFile, folder, schemaFile] = process.argv.slice(2).filter(argument => !argument.startsWith('--'));
const wanted = option => process.argv.find(argument => argument.startsWith(option))?.slice(option.length + 1).split(',').filter(Boolean);
const [sheets, pictures] = [wanted('--sheets'), wanted('--pictures')];
const cards = JSON.parse(readFileSync(cardsFile, 'utf8'));
const accepted = JSON.parse(readFileSync(new URL('gallery/accepted.json', import.meta.url), 'utf8'));
mkdirSync(folder, { recursive: true });
const browsers = await Promise.all(cpus().slice(0, 4).map(launchBrowser));
try {
  const began = Date.now();
  const json = cards.map(({ card }) => card);
  const [linted, checked] = await Promise.all([lint(browsers[0], json, schemaFile), checkCards(browsers, cards, accepted)]);
  const faults = cards.map((card, i) => [
    ...(card.faults ?? []).map(what => ({ check: 'rules', what })),
    ...linted[i].map(what => ({ check: what.split(':')[0], what: what.slice(what.indexOf(':') + 2) })),
    ...checked[i],
  ]);
  const made = ['rules', 'renderer', 'newer', 'overflow', 'phone', 'axe', ...(schemaFile && existsSync(schemaFile) ? ['schema'] : [])];
  writePage(folder, { cards, faults, accepted, checks: made });
  console.log(`${cards.length} cards were checked in ${((Date.now() - began) / 1000).toFixed(1)} s: ${join(folder, 'index.html')}`);
  report(faults);
  if (sheets) {
    await pictureSheets(browsers, cards.filter(({ subject }) => sheets.length === 0 || sheets.includes(subject)), join(folder, 'sheets'));
  }

  if (pictures) {
    await pictureCards(browsers[0], cards.filter(({ subject, name }) => pictures.includes(`${subject}/${name}`)), join(folder, 'pictures'));
  }
} finally {
  await Promise.all(browsers.map(browser => browser.close()));
}

/** Names card, rule and place; the same fault in several themes or widths is one. */
function report(faults) {
  let count = 0;
  for (const [i, { subject, name }] of cards.entries()) {
    const one = groups(faults[i], ({ check, what, rule = '', hint = '' }) => JSON.stringify([check, rule, what, hint]));
    for (const [key, same] of one) {
      const [check, rule, what, hint] = JSON.parse(key);
      const places = [...new Set(same.filter(({ theme }) => theme).map(({ theme, width }) => `${theme} ${width}`))].join(', ');
      console.log(`FAIL ${subject}/${name}: ${check} ${rule} ${what}${places ? ` (${places})` : ''}${hint ? `. ${hint}` : ''}`);
      count++;
    }
  }

  console.log(`${cards.length} cards, ${count} faults`);
  process.exitCode = count ? 1 : 0;
}

function groups(list, keyOf) {
  const all = new Map();
  for (const item of list) {
    all.set(keyOf(item), [...(all.get(keyOf(item)) ?? []), item]);
  }

  return all;
}
