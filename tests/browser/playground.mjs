// Page object for Microsoft 365 Agents Playground 0.2.28. The tool's terms forbid to redistribute it, so it is no
// dependency: it is started with npx, or from PLAYGROUND_CLI, the path of an installed copy's cli.js.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const tool = '@microsoft/m365agentsplayground@0.2.28';
/** How long a window and what it shows are waited for: the machine may be busy with other tests. */
const patience = 120_000;

function command() {
  const cli = process.env.PLAYGROUND_CLI;
  return cli ? [process.execPath, cli] : ['npx', '--yes', tool];
}

/**
 * Starts one playground, which is one signed-in person, in a folder of its own: it reads
 * .m365agentsplayground.yml from its working directory and leaves a devTools folder there.
 *
 * @param o.bot     the bot's messaging endpoint
 * @param o.config  the yml file with the people and chats; without it the tool's own demo people
 * @param o.port    must be free: the tool would silently move to a random one
 * @param o.record  keep every exchange, for exchanges()
 * @returns {{ url, connector, exchanges, stop }}
 */
export async function startPlayground({ bot, config, port = 56150, channel = 'msteams', record = false, env = {} }) {
  const url = `http://localhost:${port}/`;
  if (await answers(url)) {
    throw new Error(`Port ${port} is taken.`);
  }

  const folder = mkdtempSync(join(tmpdir(), 'playground-'));
  if (config) {
    copyFileSync(config, join(folder, '.m365agentsplayground.yml'));
  }

  const [program, ...first] = command();
  const flags = ['start', '-e', bot, '-c', channel, '-p', String(port), '--disable-telemetry'];
  const child = spawn(program, [...first, ...flags, ...(record ? ['--enable-events-recording'] : [])], {
    cwd: folder,
    env: { ...process.env, APPLICATION_INSIGHTS_NO_STATSBEAT: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // npx starts a child of its own: only the group ends both
  });
  let output = '';
  child.stdout.on('data', data => { output += data; });
  child.stderr.on('data', data => { output += data; });
  child.on('error', error => { output += error.message; });

  const end = () => {
    try {
      process.kill(-child.pid);
    } catch {
      // ended by itself
    }
  };
  process.once('exit', end);
  const stop = async () => {
    process.off('exit', end);
    const ended = child.exitCode === null && new Promise(done => child.once('exit', done));
    end();
    await ended;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };

  for (const deadline = Date.now() + patience; Date.now() < deadline; await pause(100)) {
    const reason = refusal(folder);
    if (reason || child.exitCode !== null) {
      await stop();
      throw new Error(`The playground did not start: ${reason ?? output}`);
    }

    // This route answers once the yml is accepted and the bot has answered a HEAD request with any status.
    if (await answers(`${url}_internal/v1/config`)) {
      return { url, connector: `${url}_connector`, exchanges: () => exchanges(folder), stop };
    }
  }

  await stop();
  throw new Error(`The playground did not become ready: ${output}`);
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

// A bad yml is told in this file only, some seconds before the process ends.
function refusal(folder) {
  const log = join(folder, 'devTools', 'm365agentsplayground.log');
  return existsSync(log) ? readFileSync(log, 'utf8').split('\n').find(line => line.startsWith('error Reason')) : undefined;
}

/** What went over the wire, oldest first: { direction, activityName, request: { url, method, body }, response: { statusCode, body } }. */
function exchanges(folder) {
  const devTools = join(folder, 'devTools');
  return readdirSync(devTools)
    .filter(file => file.startsWith('events_recording'))
    .sort()
    .flatMap(file => readFileSync(join(devTools, file), 'utf8').split(/^---$/m))
    .filter(part => part.trim())
    .map(part => JSON.parse(part));
}

/** One browser tab on one playground: what one signed-in person sees and does. */
export class Client {
  constructor(page) {
    this.page = page;
    this.errors = [];
    page.on('pageerror', error => this.errors.push(error.message));
  }

  static async open(browser, url, { viewport = { width: 1280, height: 900 }, ...options } = {}) {
    const context = await browser.newContext({ viewport, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    // The page asks for fonts elsewhere; an offline machine would wait for them.
    await page.route(target => !['localhost', '127.0.0.1'].includes(new URL(target).hostname), route => route.abort());

    const client = new Client(page);
    const { config, internalConfig } = await (await fetch(`${url}_internal/v1/config`)).json();
    client.config = config;
    client.bot = config.bot.name;
    await page.goto(url);
    // Until the bot has answered, the page shows people of its own; then it installs the app in the personal chat.
    await page.getByRole('toolbar').getByText(config.currentUser.name).waitFor();
    const first = internalConfig.channelId === 'msteams' ? 'installationUpdate' : 'conversationUpdate';
    await client.log.getByText(first).first().waitFor();
    return client;
  }

  // Where

  /** @param chat 'Personal Chat', the group chat's name, or 'Team - Channel' */
  async go(chat) {
    await this.chatEntry(chat).click();
  }

  chatEntry(chat) {
    return this.page.getByRole('treeitem', { name: chat }).first();
  }

  // Messages

  get composer() {
    return this.page.locator('[data-lexical-editor="true"]').last();
  }

  async send(text) {
    await this.composer.click();
    await this.page.keyboard.type(text);
    await this.page.getByRole('button', { name: 'Send Message' }).last().click();
  }

  /** In group chats and channels the bot hears only what mentions it. */
  async mention(text, bot = this.bot) {
    await this.composer.click();
    await this.#typeMention(text, bot);
    await this.page.getByRole('button', { name: 'Send Message' }).last().click();
  }

  async say(text, expected) {
    await this.send(text);
    if (expected !== undefined) {
      await this.expectText(expected);
    }
  }

  /** Text in a bot's message or a channel post; the chat list and the log panel, which repeat texts, do not count. */
  text(text) {
    return this.page.locator('.fai-OutputCard, .fui-Card').getByText(text);
  }

  async expectText(text) {
    await this.text(text).last().waitFor();
  }

  async #typeMention(text, bot) {
    await this.page.keyboard.type('@');
    await this.page.getByRole('menuitem', { name: bot }).click();
    await this.page.keyboard.type(` ${text}`);
  }

  // Channels

  /** The posts of a channel, newest first, after the box for a new one. */
  get posts() {
    return this.page.locator('.fui-Card[role="group"]');
  }

  post(text) {
    return this.posts.filter({ hasText: text }).first();
  }

  async newPost(text, bot = this.bot) {
    await this.posts.first().locator('[data-lexical-editor="true"]').click();
    await this.#typeMention(text, bot);
    await this.page.getByRole('button', { name: 'Post', exact: true }).click();
  }

  async reply(postText, text, bot = this.bot) {
    const post = this.post(postText);
    await post.locator('[data-lexical-editor="true"]').click();
    await this.#typeMention(text, bot);
    await post.getByRole('button', { name: 'Send Message' }).click();
  }

  // Cards

  get cards() {
    return this.page.locator('.ac-adaptiveCard');
  }

  card(text) {
    return this.cards.filter({ hasText: text }).last();
  }

  /** Chats only: does something, then waits for one more card with the text, never for an old one of the same look. */
  async newCard(text, doIt) {
    const same = this.cards.filter({ hasText: text });
    const before = await same.count();
    await doIt();
    await same.nth(before).waitFor();
    return same.nth(before);
  }

  async fill(card, label, value) {
    await card.getByLabel(label).first().fill(String(value));
  }

  async choose(card, label, option) {
    await card.getByRole('combobox', { name: label }).click();
    await this.page.getByRole('option', { name: option }).first().click();
  }

  /** A choice set with a filter: types, then picks. */
  async search(card, label, typed, option) {
    await card.getByRole('combobox', { name: label }).click();
    await this.page.keyboard.type(typed, { delay: 30 });
    await this.page.getByRole('option', { name: option }).first().click();
  }

  async press(card, title) {
    await card.getByRole('button', { name: title, exact: true }).click();
  }

  // Events that Teams would send

  /**
   * Sends an item of "Mock an Activity", such as 'Install application' or 'Custom activity'.
   * @param json replaces the whole activity, so from, conversation, type and locale are free
   */
  async mock(item, json) {
    const { page } = this;
    await page.getByRole('button', { name: 'Mock an Activity' }).click();
    // The accessible name of an item is its tooltip, so it is found by the visible text.
    await page.getByRole('menuitem').filter({ hasText: new RegExp(`^${item}$`) }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('.view-line').nth(1).waitFor();
    if (json !== undefined) {
      await dialog.locator('.view-lines').click();
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.insertText(JSON.stringify(json));
      // The editor closes quotes and braces by itself; what it added goes.
      await page.keyboard.press('ControlOrMeta+Shift+End');
      await page.keyboard.press('Delete');
    }

    await dialog.getByRole('button', { name: 'Send activity' }).click();
    await dialog.waitFor({ state: 'detached' });
  }

  // Evidence

  get log() {
    return this.page.locator('[contenteditable="true"][spellcheck="false"]').first();
  }

  async shot(path) {
    await this.page.screenshot({ path });
  }
}
