// The three themes of Teams, as far as Microsoft publishes them: host configurations and style sheets come with the designer of
// Adaptive Cards; what those lack or get wrong, and the contrast theme, which they do not have, stands in gallery/.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
export const folderOf = name => dirname(require.resolve(`${name}/package.json`));
export const own = name => join(dirname(fileURLToPath(import.meta.url)), 'gallery', name);
const designer = folderOf('adaptivecards-designer');

/** In this order: the renderer's own sheet first, which would otherwise set black letters on Teams' dark fields. */
const sheets = (container, theme) => [
  join(folderOf('adaptivecards'), 'dist/adaptivecards.css'),
  join(designer, `dist/containers/teams-container-${container}.css`),
  own('teams.css'),
  own(`teams-${theme}.css`),
];

export const themes = {
  light: theme('light', 'light', '#f5f5f5', '#ffffff', '#242424'),
  dark: theme('dark', 'dark', '#1f1f1f', '#292929', '#ffffff'),
  contrast: theme('contrast', 'dark', '#000000', '#000000', '#ffffff'),
};

function theme(name, base, page, card, text) {
  const config = JSON.parse(readFileSync(join(designer, `lib/hostConfigs/microsoft-teams-${base}.json`), 'utf8'));
  const ours = JSON.parse(readFileSync(own(`teams-${name}.json`), 'utf8'));
  return { page, card, text, sheets: sheets(base, name), hostConfig: merge(config, ours) };
}

function merge(base, ours) {
  if (ours === null || typeof ours !== 'object' || Array.isArray(ours)) {
    return ours;
  }

  const merged = { ...base };
  for (const [name, value] of Object.entries(ours)) {
    merged[name] = merge(base?.[name] ?? {}, value);
  }

  return merged;
}

export const css = ({ sheets }) => sheets.map(file => readFileSync(file, 'utf8')).join('\n');
export const scripts = [
  join(folderOf('markdown-it'), 'dist/browser/markdown-it.umd.min.js'),
  join(folderOf('adaptivecards'), 'dist/adaptivecards.min.js'),
  own('render.js'),
];
