// The tools in this folder, tried on small inputs of their own: node --test
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { launchBrowser } from './browser.mjs';
import { lintCards, openCard } from './cardbench.mjs';

const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const withBrowser = { skip: existsSync(chromium) ? false : `no Chromium at ${chromium}` };
const nora = { id: '29:nora', name: 'Nora Lind' };
const tomas = { id: '29:tomas', name: 'Tomas Berg' };
const refresh = { action: { type: 'Action.Execute', verb: 'test/refresh' }, userIds: [tomas.id] };
const form = {
  type: 'AdaptiveCard',
  version: '1.5',
  refresh,
  body: [{
    type: 'Input.ChoiceSet',
    id: 'customer',
    label: 'Customer',
    style: 'filtered',
    choices: [{ title: 'Static', value: 's' }],
    'choices.data': { type: 'Data.Query', dataset: 'customers' },
  }],
  actions: [{ type: 'Action.Execute', title: 'Go', verb: 'test/go' }],
};

let browser;
let bot;
let folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tools-'));
  bot = createServer(answer);
  await new Promise(ready => bot.listen(0, '127.0.0.1', ready));
  browser = withBrowser.skip ? undefined : await launchBrowser();
});

after(async () => {
  await browser?.close();
  bot.close();
  rmSync(folder, { recursive: true });
});

// A bot in a few lines: it finds customers, refuses the customer "s", and answers every other action with a card.
function answer(request, response) {
  let body = '';
  request.on('data', data => { body += data; });
  request.on('end', () => {
    const { name, value, from } = JSON.parse(body);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(name === 'application/search' ? found(value.queryText) : acted(value.action, from)));
  });
}

function found(text) {
  const results = [1, 2].map(n => ({ title: `${text} ${n}`, value: `id-${n}` }));
  return { statusCode: 200, type: 'application/vnd.microsoft.search.searchResponse', value: { results } };
}

function acted({ verb, data }, from) {
  if (data.customer === 's') {
    return { statusCode: 400, type: 'application/vnd.microsoft.error', value: { code: 'BadRequest', message: 'Not this one' } };
  }

  const text = `${verb} by ${from.name} for ${data.customer ?? 'nobody'}`;
  const card = { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text }] };
  return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card };
}

function show(person, theme) {
  const endpoint = `http://127.0.0.1:${bot.address().port}/api/messages`;
  return openCard(browser, { bot: endpoint, card: form, activity: { from: person, conversation: { id: 'c' } }, theme });
}

function run(script, ...args) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...args], { encoding: 'utf8' });
  return { text: stdout + stderr, status };
}

function write(name, content) {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

for (const theme of ['light', 'dark']) {
  test(`bench: a choice found by search goes out with its value (${theme})`, withBrowser, async () => {
    const bench = await show(nora, theme);
    await bench.card.getByRole('textbox').click();
    await bench.page.keyboard.type('con', { delay: 40 });
    await bench.card.getByText('con 2').click();
    await bench.card.getByRole('button', { name: 'Go' }).click();
    await bench.card.getByText('test/go by Nora Lind for id-2').waitFor();
    assert.equal(bench.invokes.at(-1).value.action.data.customer, 'id-2');
    await bench.page.close();
  });
}

test('bench: only a listed person gets the card of their own', withBrowser, async () => {
  const listed = await show(tomas);
  await listed.card.getByText('test/refresh by Tomas Berg').waitFor();
  assert.equal(listed.invokes[0].value.trigger, 'automatic');
  const other = await show(nora);
  await other.card.getByRole('button', { name: 'Go' }).waitFor();
  assert.deepEqual(other.invokes, []);
});

test('bench: the bot\'s refusal is seen', withBrowser, async () => {
  const bench = await show(nora);
  await bench.card.getByRole('textbox').click();
  await bench.card.getByText('Static').click();
  await bench.card.getByRole('button', { name: 'Go' }).click();
  await bench.info.getByText('Not this one').waitFor();
});

test('lint: a good card has no faults, a wrong one is told what', withBrowser, async () => {
  const wrong = { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlok', text: 'x' }] };
  const [good, bad] = await lintCards(browser, [form, wrong]);
  assert.deepEqual(good, []);
  assert.match(bad.join(), /TextBlok/);
});

test('lint-cards: says that the schema was skipped when it is not there', withBrowser, () => {
  const { text, status } = run('lint-cards.mjs', write('cards.json', { form }), join(folder, 'no-such-schema.json'));
  assert.match(text, /skipped: no schema was checked/);
  assert.match(text, /1 cards, 0 faults/);
  assert.equal(status, 0);
});

const chart = more => ({
  type: 'AdaptiveCard',
  version: '1.5',
  body: [{
    type: 'Chart.VerticalBar',
    data: [{ x: '1 Nov', y: 0 }],
    fallback: { type: 'Container', items: [{ type: 'TextBlock', text: '0 %' }] },
    ...more,
  }],
});

test('lint-cards: a chart with a fallback of 1.5 has no faults', withBrowser, () => {
  const { text, status } = run('lint-cards.mjs', write('cards.json', { chart: chart({}) }));
  assert.match(text, /1 cards, 0 faults/);
  assert.equal(status, 0);
});

for (const [what, more, said] of [
  ['without a fallback', { fallback: undefined }, /must have required property 'fallback'/],
  ['with a member that nobody documents', { colour: 'red' }, /newer: .*additional properties/],
  ['with bars of no height', { data: [{ x: '1 Nov' }] }, /newer: \/body\/0\/data\/0 .*'y'/],
  ['with a fallback that is wrong itself', { fallback: { type: 'TextBlok', text: 'x' } }, /TextBlok/],
]) {
  test(`lint-cards: a chart ${what} is a fault`, withBrowser, () => {
    const { text, status } = run('lint-cards.mjs', write('cards.json', { chart: chart(more) }));
    assert.match(text, said);
    assert.equal(status, 1);
  });
}

const block = (text, more) => ({ type: 'TextBlock', text, wrap: true, ...more });
const shownCard = (...body) => ({ type: 'AdaptiveCard', version: '1.5', lang: 'en', body: [block('Title', { style: 'heading' }), ...body] });
const long = 'Reserved_VM_Instance_Standard_B2s_EU_West_of_Adatum_Corporation';
const clickable = { type: 'Action.Execute', title: 'Open it', verb: 'a/b' };
const faulty = {
  'overflow  a text is cut: Title': shownCard({ type: 'FactSet', facts: [{ title: 'Title', value: long }] }),
  'overflow  a text is cut: A line': shownCard(block(`A line that does not wrap ${long}`, { wrap: false })),
  'overflow  a button is cut: Ask': { ...shownCard(), actions: [{ ...clickable, title: `Ask for the approval of ${long}` }] },
  'overflow  what a field says is cut': shownCard({ type: 'Input.Text', id: 'a', label: 'A', placeholder: `Name of the place ${long}` }),
  'axe label-content-name-mismatch': shownCard({ type: 'Container', items: [block('Contoso')], selectAction: clickable }),
  'axe color-contrast': shownCard(block('Keep it as it is', { color: 'warning' })),
  'axe label ': shownCard({ type: 'Input.Text', id: 'a' }),
  'phone height higher than a phone shows': {
    ...shownCard(...Array.from({ length: 30 }, (_, i) => block(`Line ${i}`))),
    actions: [{ type: 'Action.Execute', title: 'Approve', verb: 'a/b', style: 'positive' }],
  },
  'rules  It has no language': { ...shownCard(), faults: ['It has no language'] },
};

test('gallery: it names card, rule and place of each fault', withBrowser, () => {
  const cards = Object.values(faulty).map(({ faults, ...card }, i) => ({ subject: 'house', name: `number-${i}`, language: 'en', card, faults }));
  const { text, status } = run('gallery.mjs', write('gallery.json', cards), join(folder, 'gallery'));
  assert.equal(status, 1, text);
  for (const [i, fault] of Object.keys(faulty).entries()) {
    assert.ok(text.includes(`FAIL house/number-${i}: ${fault}`), text);
  }
});

test('gallery: a card that is only read may be higher than one that decides', withBrowser, () => {
  const card = shownCard(...Array.from({ length: 30 }, (_, i) => block(`Line ${i}`)));
  const { text, status } = run('gallery.mjs', write('gallery.json', [{ subject: 'house', name: 'list', language: 'en', card }]), join(folder, 'gallery'));
  assert.equal(status, 0, text);
});

test('gallery: a field wider than the card is told', withBrowser, async () => {
  const page = await browser.newPage();
  await page.setContent('<div style="width:100px"><input style="width:150px" aria-label="Name"></div>');
  await page.addScriptTag({ path: fileURLToPath(new URL('gallery/checks.js', import.meta.url)) });
  const told = await page.evaluate(() => window.checkOverflow(document.querySelector('div')));
  assert.deepEqual(told, ['wider than the card: INPUT']);
  await page.close();
});

test('gallery: the page shows each card from the disk, and a good one has no fault', withBrowser, async () => {
  const card = shownCard({ type: 'Input.Text', id: 'a', label: 'Reason', placeholder: 'Why' }, block(long));
  const file = write('gallery.json', ['en', 'fr'].map(language => ({ subject: 'house', name: `one-${language}`, language, card, faults: [] })));
  const { text, status } = run('gallery.mjs', file, join(folder, 'gallery'), '--sheets=house', '--pictures=house/one-en');
  assert.equal(status, 0, text);
  assert.ok(existsSync(join(folder, 'gallery/sheets/house-dark-320-1.png')));
  assert.ok(existsSync(join(folder, 'gallery/pictures/house-one-en-contrast-640.png')));
  const page = await browser.newPage();
  await page.goto(`file://${join(folder, 'gallery/index.html')}#theme=contrast&language=fr`);
  await page.getByText('1 of 2 cards').waitFor();
  await page.locator('.card-host').getByText('Title').waitFor();
  assert.equal(await page.locator('.ac-adaptiveCard').evaluate(shown => getComputedStyle(shown).backgroundColor), 'rgb(0, 0, 0)');
  await page.close();
});
