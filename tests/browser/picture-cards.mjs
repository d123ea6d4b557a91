// Takes a picture of each card as Teams' colours and Microsoft's renderer show it.
// Use: node picture-cards.mjs cards.json folder [width ...]
// Widths are in pixels: 640 where none is named; of several, each stands in its picture's name.
// cards.json holds an object of cards by name. Ends with 1 when a card shows nothing.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from './browser.mjs';
import { openCard } from './cardbench.mjs';

const [cardsFile, folder, ...named] = process.argv.slice(2);
const widths = named.length > 0 ? named.map(Number) : [640];
mkdirSync(folder, { recursive: true });
const browser = await launchBrowser();
let failed = 0;
try {
  for (const [name, card] of Object.entries(JSON.parse(readFileSync(cardsFile, 'utf8')))) {
    for (const [theme, width] of ['light', 'dark'].flatMap(theme => widths.map(width => [theme, width]))) {
      const picture = `${name}-${theme}${widths.length > 1 ? `-${width}` : ''}`;
      const shown = await openCard(browser, { bot: 'http://localhost:9/', card, activity: { from: { id: '29:reader' } }, theme, width });
      const words = (await shown.card.innerText()).trim();
      await shown.page.screenshot({ path: join(folder, `${picture}.png`), fullPage: true });
      console.log(`${words.length > 0 ? 'ok' : 'EMPTY'} ${picture} ${words.length}`);
      failed += words.length > 0 ? 0 : 1;
      await shown.page.close();
    }
  }
} finally {
  await browser.close();
}

process.exitCode = failed > 0 ? 1 : 0;
