// Pictures for people. Contact sheets: the cards of a subject side by side in one picture for each theme and width, each under its
// name; and single cards.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { widths } from './gallery-checks.mjs';
import { css, scripts, themes } from './themes.mjs';

/** Pictures that still can be read where they are shown smaller: about this wide and high. */
const sheetWidth = 1400;
const sheetHeight = 1500;
const gap = 16;

export async function pictureSheets(browsers, cards, folder, shown = { themes: ['light', 'dark'], widths: [320, 640] }) {
  mkdirSync(folder, { recursive: true });
  const subjects = [...new Set(cards.map(({ subject }) => subject))];
  const jobs = subjects.flatMap(subject => shown.themes.flatMap(theme => shown.widths.map(width => ({ subject, theme, width }))));
  await Promise.all(browsers.map(async browser => {
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      const { subject, theme, width } = job;
      const page = await openPage(browser, theme, sheetWidth);
      const some = cards.filter(card => card.subject === subject);
      const layout = { some, width, gap, sheetWidth, sheetHeight, hostConfig: themes[theme].hostConfig };
      const count = await page.evaluate(layOut, layout);
      for (let i = 0; i < count; i++) {
        await page.locator(`#sheet-${i}`).screenshot({ path: join(folder, `${subject.replaceAll(' ', '-')}-${theme}-${width}-${i + 1}.png`) });
      }

      await page.close();
    }
  }));
}

export async function pictureCards(browser, cards, folder) {
  mkdirSync(folder, { recursive: true });
  for (const [theme, width] of Object.keys(themes).flatMap(name => widths.map(size => [name, size]))) {
    const page = await openPage(browser, theme, width);
    for (const { subject, name, card } of cards) {
      await page.evaluate(({ card, hostConfig }) => {
        document.body.className = 'card-host';
        document.body.replaceChildren(window.renderCard(card, hostConfig));
      }, { card, hostConfig: themes[theme].hostConfig });
      await page.locator('body').screenshot({ path: join(folder, `${subject}-${name}-${theme}-${width}.png`) });
    }

    await page.close();
  }
}

async function openPage(browser, theme, width) {
  const page = await browser.newPage({ viewport: { width, height: sheetHeight } });
  await page.setContent(`<!doctype html><meta charset="utf-8">
    <body style="margin:0;background:${themes[theme].page};color:${themes[theme].text};font-family:sans-serif">`);
  await page.addStyleTag({ content: css(themes[theme]) });
  for (const path of scripts) {
    await page.addScriptTag({ path });
  }

  return page;
}

// Runs in the page: fills columns from left to right, and a new sheet when all are full.
function layOut({ some, width, gap, sheetWidth, sheetHeight, hostConfig }) {
  const columns = Math.floor((sheetWidth - gap) / (width + gap));
  const sheets = [];
  let room = 0;
  let column;
  for (const { name, card } of some) {
    const item = document.createElement('div');
    item.style.width = `${width}px`;
    item.innerHTML = '<div style="font-size:12px;margin:12px 0 4px"></div><form class="card-host"></form>';
    item.firstChild.textContent = name;
    item.lastChild.append(window.renderCard(card, hostConfig));
    document.body.append(item);
    const height = item.offsetHeight + 12;
    if (room < height) {
      let sheet = sheets.at(-1);
      if (!sheet || sheet.children.length === columns) {
        sheet = document.createElement('div');
        sheet.id = `sheet-${sheets.length}`;
        sheet.style.cssText = `display:flex;gap:${gap}px;padding:${gap}px;box-sizing:border-box;width:${sheetWidth}px`;
        document.body.append(sheet);
        sheets.push(sheet);
      }

      column = document.createElement('div');
      sheet.append(column);
      room = sheetHeight;
    }

    column.append(item);
    room -= height;
  }

  return sheets.length;
}
