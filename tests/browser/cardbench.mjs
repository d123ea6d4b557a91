// A bench for one card: Microsoft's own renderer (npm adaptivecards) in the colours of Teams, shown to one person and
// talking to the bot. Action.Execute, refresh with userIds and Data.Query become the invokes that Teams sends, which is
// what the playground leaves out.
import { css, scripts, themes } from './themes.mjs';

/**
 * Shows a card.
 *
 * @param o.bot       messaging endpoint
 * @param o.card      the card as the bot sent it
 * @param o.activity  what all invokes share: { serviceUrl, conversation, recipient, from, replyToId, … }
 * @param o.theme     'light', 'dark' or 'contrast'
 * @returns {{ page, card, info, invokes }} `card` and `info` (texts and errors of the bot) are locators; `invokes`
 *   lists what went over the wire: { name, value, status, response }
 */
export async function openCard(browser, { bot, card, activity, theme = 'light', width = 480, headers = {} }) {
  const page = await browser.newPage({ viewport: { width: width + 40, height: 800 }, colorScheme: theme === 'light' ? 'light' : 'dark' });
  const invokes = [];
  await page.exposeFunction('hostInvoke', async (name, value) => {
    const { status, text } = await postInvoke(bot, headers, { ...activity, name, value });
    const json = parse(text);
    invokes.push({ name, value, status, response: json ?? text });
    return { status, json };
  });

  await page.setContent(frame(themes[theme], width));
  await page.addStyleTag({ content: css(themes[theme]) });
  await addRenderer(page);
  await page.evaluate(showCard, { card, hostConfig: themes[theme].hostConfig, me: activity.from.id });
  return { page, invokes, card: page.locator('#host'), info: page.locator('#info') };
}

async function addRenderer(page) {
  for (const path of scripts) {
    await page.addScriptTag({ path });
  }
}

async function postInvoke(bot, headers, activity) {
  const response = await fetch(bot, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({
      type: 'invoke',
      id: crypto.randomUUID(),
      channelId: 'msteams',
      locale: 'en-US',
      timestamp: new Date().toISOString(),
      ...activity,
    }),
  });
  return { status: response.status, text: await response.text() };
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function frame({ page, card, text }, width) {
  return `<!doctype html><meta charset="utf-8">
    <body style="margin:20px;background:${page};color:${text}">
    <div id="host" class="card-host" style="width:${width}px;background:${card};border-radius:4px;font-family:'Segoe UI',system-ui,sans-serif"></div>
    <p id="info"></p>`;
}

// Runs in the page.
function showCard({ card, hostConfig, me }) {
  const AC = window.AdaptiveCards;
  const info = document.getElementById('info');
  AC.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = window.markdownit({ html: false }).render(text);
    result.didProcess = true;
  };

  // Teams refreshes by itself for the listed people only; the others find "Refresh card" in a menu.
  const chooseRefresh = next => {
    const { refresh } = AC.GlobalSettings.applets;
    refresh.mode = next?.refresh?.userIds?.includes(me) ? AC.RefreshMode.Automatic : AC.RefreshMode.Manual;
    refresh.timeBetweenAutomaticRefreshes = 0;
    refresh.maximumConsecutiveAutomaticRefreshes = 1;
  };

  // This renderer hands over the title of a choice found by search where Teams hands over its value.
  const valueByTitle = new Map();

  async function search(request, action) {
    const { status, json } = await window.hostInvoke('application/search', {
      queryText: action.filter,
      queryOptions: { skip: action.skip ?? 0, top: action.count ?? 15 },
      dataset: action.dataset,
    });
    if (status !== 200 || json?.statusCode !== 200) {
      return failure(request, 'The search failed.');
    }

    for (const hit of json.value.results) {
      valueByTitle.set(hit.title, hit.value);
    }

    return new AC.SuccessResponse(request, JSON.stringify(json.value.results));
  }

  async function execute(request, action) {
    const data = Object.fromEntries(
      Object.entries(action.data ?? {}).map(([name, value]) => [name, valueByTitle.get(value) ?? value]));
    const { status, json } = await window.hostInvoke('adaptiveCard/action', {
      action: { type: 'Action.Execute', id: action.id, title: action.title, verb: action.verb, data },
      trigger: request.trigger,
    });
    if (status !== 200 || !json || json.statusCode >= 400) {
      info.textContent = json?.value?.message ?? 'Something went wrong';
      return failure(request, json?.value?.message ?? `HTTP ${status}`);
    }

    if (json.type === 'application/vnd.microsoft.card.adaptive') {
      return new AC.SuccessResponse(request, JSON.stringify(json.value));
    }

    info.textContent = json.value ?? '';
    return new AC.SuccessResponse(request, JSON.stringify(json.value ?? ''));
  }

  function failure(request, message) {
    return new AC.ErrorResponse(request, new AC.ActivityRequestError('error', message));
  }

  const applet = new AC.AdaptiveApplet();
  applet.hostConfig = new AC.HostConfig(hostConfig);
  applet.channelAdapter = {
    sendRequestAsync: request =>
      request.action.getJsonTypeName() === 'Data.Query' ? search(request, request.action) : execute(request, request.action),
  };
  applet.onActivityRequestFailed = () => -1; // no second try
  applet.onCardChanging = (_, next) => {
    chooseRefresh(next);
    return true;
  };
  chooseRefresh(card);
  applet.setCard(card);
  document.getElementById('host').append(applet.renderedElement);
}

/** What the renderer has to say about each card: unknown elements, wrong values, missing properties. */
export async function lintCards(browser, cards) {
  const page = await browser.newPage();
  await addRenderer(page);
  const found = await page.evaluate(list => list.map(json => {
    const AC = window.AdaptiveCards;
    const card = new AC.AdaptiveCard();
    // The renderer's pattern for languages is a global one, which remembers where it matched last.
    AC.CardElement.langProperty.regEx.lastIndex = 0;
    const context = new AC.SerializationContext();
    card.parse(json, context);
    const read = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i).message);
    return [...read, ...card.validateProperties().validationEvents.map(event => event.message)];
  }), cards);
  await page.close();
  return found;
}

/** What people see of each card: its text and the number of its links. */
export async function shownText(browser, cards) {
  const page = await browser.newPage();
  await addRenderer(page);
  const shown = await page.evaluate(list => list.map(json => {
    const element = window.renderCard(json, {});
    document.body.replaceChildren(element);
    return { text: element.innerText, links: element.querySelectorAll('a').length };
  }), cards);
  await page.close();
  return shown;
}
