// Writes the gallery's page: index.html and its files beside it, which a browser opens from the disk without any server.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { css, own, scripts, themes } from './themes.mjs';
import { widths } from './gallery-checks.mjs';

export function writePage(folder, { cards, faults, accepted, checks }) {
  const files = join(folder, 'files');
  mkdirSync(files, { recursive: true });
  for (const file of [...scripts, own('app.js'), own('app.css')]) {
    copyFileSync(file, join(files, basename(file)));
  }

  for (const [name, theme] of Object.entries(themes)) {
    writeFileSync(join(files, `${name}.css`), css(theme));
  }

  const data = {
    widths,
    accepted,
    checks,
    themes: Object.fromEntries(Object.entries(themes).map(([name, { page, card, text, hostConfig }]) => [name, { page, card, text, hostConfig }])),
    cards: cards.map(({ subject, name, language, card }, i) => ({ subject, name, language, card, faults: faults[i] })),
  };
  writeFileSync(join(files, 'cards.js'), `window.gallery = ${JSON.stringify(data)};\n`);
  const page = readFileSync(own('index.html'), 'utf8');
  const sheets = Object.keys(themes).map(name => `  <link rel="stylesheet" href="files/${name}.css" data-theme="${name}" disabled>\n`).join('');
  const tags = [...scripts.map(file => basename(file)), 'cards.js', 'app.js'].map(file => `  <script src="files/${file}"></script>\n`).join('');
  writeFileSync(join(folder, 'index.html'), page.replace('  <!-- sheets -->\n', sheets).replace('  <!-- scripts -->\n', tags));
}
