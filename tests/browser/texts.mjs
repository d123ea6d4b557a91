// The bot's own texts, read from its resources: a story waits for the words that the cards really have, in either language.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../src/CspBot/Resources/', import.meta.url);
const entities = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&amp;': '&' };

/**
 * The texts of one resource file.
 * @param {string} area    name of the file, such as VisualStudio
 * @param {'en' | 'fr'} language
 * @returns {(key: string, ...values: string[]) => string} the text with its values; it throws where there is no such text
 */
export function textsOf(area, language) {
  const file = fileURLToPath(new URL(`${area}${language === 'fr' ? '.fr' : ''}.resx`, folder));
  const texts = new Map();
  for (const [, key, value] of readFileSync(file, 'utf8').matchAll(/<data name="([^"]+)"[^>]*>\s*<value>([^<]*)<\/value>/g)) {
    texts.set(key, value.replace(/&(lt|gt|quot|apos|amp);/g, entity => entities[entity]));
  }

  return (key, ...values) => {
    if (!texts.has(key)) {
      throw new Error(`${file} has no text ${key}.`);
    }

    // As the bot joins names: “d’Adatum”.
    const spoken = language === 'fr'
      ? texts.get(key).replace(/\b(d|qu)e \{(\d)\}/gi, (said, word, number) =>
        /^[aeiouyàâäéèêëîïôöùûü]/i.test(values[number] ?? '') ? `${word}’{${number}}` : said)
      : texts.get(key);
    return spoken.replace(/\{(\d+)\}/g, (hole, number) => values[number] ?? hole);
  };
}

/** The words of a text before its first value: enough to know a card by, whatever the value. */
export function before(text) {
  return text.split('{')[0].trim();
}
