// Lints cards, see lint.mjs.
// Use: node lint-cards.mjs cards.json [adaptive-card-1.5.json]
// cards.json holds an array of cards, or an object of cards by name. Ends with 1 when anything was found.
import { readFileSync } from 'node:fs';
import { launchBrowser } from './browser.mjs';
import { lint } from './lint.mjs';

const [cardsFile, schemaFile] = process.argv.slice(2);
const cards = Object.entries(JSON.parse(readFileSync(cardsFile, 'utf8')));
const browser = await launchBrowser();
try {
  const found = await lint(browser, cards.map(([, card]) => card), schemaFile);
  for (const [i, [name]] of cards.entries()) {
    console.log(`${found[i].length ? 'FAIL' : 'ok  '} ${name}`);
    for (const message of found[i]) {
      console.log(`     ${message}`);
    }
  }

  const faults = found.flat().length;
  console.log(`${cards.length} cards, ${faults} faults`);
  process.exitCode = faults ? 1 : 0;
} finally {
  await browser.close();
}
