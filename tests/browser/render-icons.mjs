// Renders the two icons of the Teams app from manifest/icon.svg. Run it after each change of the drawing.
// Use: node render-icons.mjs
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { launchBrowser } from './browser.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../manifest');
const drawing = pathToFileURL(join(folder, 'icon.svg')).href;
const icons = [
  { file: 'color.png', size: 192, url: drawing },
  { file: 'outline.png', size: 32, url: `${drawing}#outline` },
];

const browser = await launchBrowser();
for (const { file, size, url } of icons) {
  // The drawing is 192 wide; the device's scale brings it to the size of the icon.
  const context = await browser.newContext({ viewport: { width: 192, height: 192 }, deviceScaleFactor: size / 192 });
  const page = await context.newPage();
  await page.goto(url);
  await page.screenshot({ path: join(folder, file), omitBackground: true });
  await context.close();
  console.log(`${file} ${size}x${size}`);
}

await browser.close();
