// What the stories share: windows of the Playground in one browser, numbered pictures, what is kept of a failure, and the
// sandbox's control routes.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from './browser.mjs';
import { Client } from './playground.mjs';

/**
 * Plays a story and prints what it found as one line of JSON. It fails when a page complained.
 * @param {string} pictures folder for the pictures; those of a run before, and of its failure, go
 * @param {(stage: { open: Function, picture: Function }) => Promise<object>} play
 *   gets open(url, viewport), which opens a window, and picture(client, card, name)
 */
export async function tell(pictures, play) {
  rmSync(pictures, { recursive: true, force: true });
  mkdirSync(pictures, { recursive: true });
  const browser = await launchBrowser();
  const clients = [];
  let step = 0;

  async function open(url, viewport) {
    const client = await Client.open(browser, url, { viewport });
    clients.push(client);
    return client;
  }

  async function picture(client, card, name) {
    step += 1;
    await card.scrollIntoViewIfNeeded();
    await client.shot(join(pictures, `${step}-${name}.png`));
    await card.screenshot({ path: join(pictures, `${step}-${name}-card.png`) });
  }

  try {
    const found = await play({ open, picture });
    const faults = clients.flatMap(client => client.errors);
    if (faults.length > 0) {
      throw new Error(`The pages complained: ${faults.join('; ')}`);
    }

    console.log(JSON.stringify(found));
  } catch (error) {
    // What the windows showed says more than the error.
    for (const [index, page] of browser.contexts().flatMap(context => context.pages()).entries()) {
      await page.screenshot({ path: join(pictures, `failed-${index}.png`) });
    }

    throw error;
  } finally {
    await browser.close();
  }
}

/** The sandbox's control routes: what others do behind the bot's back. */
export class Control {
  constructor(sandbox) {
    this.sandbox = sandbox;
  }

  /** Everything that exists there, or what belongs to one customer. */
  async world(customer = '') {
    return (await fetch(new URL(`/control/world?customer=${customer}`, this.sandbox))).json();
  }

  /** Does something; what it answers, if it does. */
  async post(action, body) {
    const answer = await fetch(new URL(`/control/${action}`, this.sandbox), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) {
      throw new Error(`/control/${action}: ${answer.status} ${await answer.text()}`);
    }

    return answer.headers.get('content-type')?.includes('json') ? answer.json() : undefined;
  }
}
