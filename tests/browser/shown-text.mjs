// What people see of cards: the text, line by line, and how many links, by Microsoft's renderer with Markdown as Teams has it.
// Use: node shown-text.mjs cards.json; cards.json holds an array of cards. Prints one JSON array of { text, links }.
import { readFileSync } from 'node:fs';
import { launchBrowser } from './browser.mjs';
import { shownText } from './cardbench.mjs';

const cards = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const browser = await launchBrowser();
try {
  console.log(JSON.stringify(await shownText(browser, cards)));
} finally {
  await browser.close();
}
