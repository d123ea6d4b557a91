// What cards show in the themes and widths of Teams: overflow by gallery/checks.js, and axe-core's rules.
import { join } from 'node:path';
import { css, folderOf, own, scripts, themes } from './themes.mjs';

export const widths = [320, 640];

/** Many cards on a page: each page costs a second, and each run of axe a tenth of one. */
const atOnce = 16;

/** The language made by rule from the English texts: longer, and nobody's. Its cards are asked only whether all of it has room. */
const pseudo = 'qps';

/**
 * In pixels, on the narrow card of a phone, which shows about 700 at once. A card whose coloured button decides something has it there, or
 * a thumb's stroke below; where something is wrong, that is said besides, at each field. What is only read may be two screens high.
 */
const highest = { decides: 800, mends: 1100, reads: 1400 };

/** A coloured button below the body decides: it asks, approves, ends. */
const decides = ({ actions = [] }) => actions.some(({ style }) => style === 'positive' || style === 'destructive');
const mends = ({ body }) => body.some(({ style, color }) => style === 'attention' || color === 'attention');
const highestOf = card => !decides(card) ? highest.reads : mends(card) ? highest.mends : highest.decides;

const hints = {
  'a button is cut': 'Teams shows one line: shorten the title',
  'a text is cut': 'let it wrap; a long word in facts or a narrow column needs a line of its own',
  'wider than the card': 'let it wrap, or give the column less',
  'what a field says is cut': 'shorten the placeholder or the choice',
  'higher than a phone shows': 'fold what is second (Look.Second, Look.Fold), or list fewer',
};

/** Themes differ in colours alone, and no rule of axe asks how wide a card is: each rule runs where it can find something new. */
const axeRules = (theme, width) => width !== widths[0] ? null
  : theme === 'light' ? {}
    : { runOnly: ['color-contrast', 'link-in-text-block'] };

/** A list of { check, rule?, theme, width, what, hint } for each of { subject, name, card }. */
export async function checkCards(browsers, album, accepted) {
  const cards = album.map(({ card }) => card);
  const found = cards.map(() => []);
  const [spoken, made] = [card => card.lang !== pseudo, card => card.lang === pseudo]
    .map(holds => cards.map((_, i) => i).filter(i => holds(cards[i])));
  const jobs = [
    ...Object.keys(themes).flatMap(theme => widths.map(width => ({ theme, width, rules: axeRules(theme, width), of: spoken }))),
    ...widths.map(width => ({ theme: 'light', width, rules: null, of: made })),
  ];
  const chunks = jobs.flatMap(({ of, ...job }) =>
    Array.from({ length: Math.ceil(of.length / atOnce) }, (_, i) => ({ ...job, of, places: of.slice(i * atOnce, (i + 1) * atOnce) })));
  await Promise.all(browsers.map(async browser => {
    let page;
    let shown;
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) {
      if (shown !== `${chunk.theme} ${chunk.width}`) {
        await page?.close();
        page = await openPage(browser, chunk);
        shown = `${chunk.theme} ${chunk.width}`;
      }

      const some = chunk.places.map(i => cards[i]);
      const most = chunk.theme === 'light' && chunk.width === widths[0] && chunk.of === spoken
        ? some.map(highestOf)
        : null;
      const faults = await page.evaluate(checkSome, { some, ...chunk, most, hostConfig: themes[chunk.theme].hostConfig });
      for (const { card, ...fault } of faults) {
        const of = `${album[card].subject}/${album[card].name}`;
        if (!accepted.some(one => accepts(one, { ...fault, of }))) {
          found[card].push({ ...fault, hint: hints[fault.what.split(':')[0]], theme: chunk.theme, width: chunk.width });
        }
      }
    }
  }));
  return found;
}

/** What is accepted is named by rule and place, or by its card and how high that may become, and says why. */
function accepts({ rule, html, what, cards, most }, fault) {
  return rule === fault.rule && new RegExp(html ?? '').test(fault.html) && new RegExp(what ?? '').test(fault.what)
    && new RegExp(cards ?? '').test(fault.of) && (fault.height ?? 0) <= (most ?? Infinity);
}

async function openPage(browser, { theme, width }) {
  const page = await browser.newPage({ viewport: { width: width + 40, height: 800 }, colorScheme: theme === 'light' ? 'light' : 'dark' });
  const { page: background, text } = themes[theme];
  await page.setContent(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Gallery</title>
    <body style="margin:20px;background:${background};color:${text}"><main><h1>Gallery</h1><div id="cards"></div></main>`);
  await page.addStyleTag({ content: css(themes[theme]) });
  for (const path of [...scripts, own('checks.js'), join(folderOf('axe-core'), 'axe.min.js')]) {
    await page.addScriptTag({ path });
  }

  return page;
}

// Runs in the page.
async function checkSome({ some, places, width, rules, most, hostConfig }) {
  const place = document.getElementById('cards');
  const hosts = some.map((json, i) => {
    const host = document.createElement('form'); // its radio buttons are not those of another card
    host.className = 'card-host';
    host.dataset.card = places[i];
    host.lang = json.lang;
    host.style.width = `${width}px`;
    host.append(window.renderCard(json, hostConfig) ?? '');
    return host;
  });
  place.replaceChildren(...hosts);
  const cut = hosts.flatMap(host => window.checkOverflow(host).map(what => ({ card: Number(host.dataset.card), check: 'overflow', what })));
  const empty = hosts.filter(host => !host.innerText.trim())
    .map(host => ({ card: Number(host.dataset.card), check: 'renderer', what: 'the card shows nothing' }));
  const high = hosts.map((host, i) => ({ card: Number(host.dataset.card), height: Math.round(host.offsetHeight), most: most?.[i] }))
    .filter(({ height, most: limit }) => height > limit)
    .map(({ card, height, most: limit }) => (
      { card, check: 'phone', rule: 'height', height, what: `higher than a phone shows: ${height} pixels of ${limit}` }));
  const broken = rules ? await window.checkAxe(window.axe, place, rules) : [];
  return [...empty, ...cut, ...high, ...broken.map(({ card, rule, what, html, text }) => ({
    card, check: 'axe', rule, html, what: `${what} “${text}”`,
  }))];
}
