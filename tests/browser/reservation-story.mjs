// A reservation's life in two running Playground windows: Nora buys it for a customer, looks at it, exchanges it, returns a part
// and trades the rest in for a savings plan; Tomas approves each.
// Use: node reservation-story.mjs <Nora's window> <Tomas's window> <the sandbox> <folder for pictures>
// Prints one line of JSON: { request, acts }, with the texts of each act's cards and what the world held after it.
import { Control, tell } from './telling.mjs';

const [noraUrl, tomasUrl, sandbox, pictures] = process.argv.slice(2);
const control = new Control(sandbox);
const adatum = 'Adatum Corporation';
const viewport = { width: 1440, height: 1900 };

await tell(pictures, async ({ open, picture }) => {
  const tomas = await open(tomasUrl, viewport);
  const nora = await open(noraUrl, viewport);
  const { id: customer } = (await control.world()).customers.find(one => one.name === adatum);
  const acts = {};
  let request;

  async function card(client, text) {
    const found = client.card(text);
    await found.waitFor();
    return found;
  }

  /** A word on a card, as exactly as a button. */
  const click = (on, word) => on.getByRole('button', { name: word, exact: true }).click();

  /** What the customer holds, and of it the one that the text names. */
  async function show(product) {
    const list = await nora.newCard(`What ${adatum} holds`, () => nora.send('reservations adatum'));
    await list.getByRole('button', { name: product }).first().click();
    const one = await card(nora, 'A return today would give');
    await picture(nora, one, 'show');
    return one;
  }

  /** Asks for the quote until it is there: on a busy machine Azure is asked again, as the card says. */
  async function quote(form, text) {
    const [review, waits] = [nora.card(text), form.getByText('Azure is still computing')];
    for (;;) {
      const before = await waits.elementHandles();
      await click(form, 'Quote');
      await Promise.all(before.map(one => one.waitForElementState('hidden')));
      await review.or(waits).first().waitFor();
      if (await review.isVisible()) {
        return review;
      }
    }
  }

  /** From the review to the end: asked for, approved by Tomas, done. */
  async function decide(name, review) {
    await picture(nora, review, `${name}-review`);
    const act = { review: await review.innerText(), quotes: (await control.world(customer)).quotes };
    await click(review, 'Ask for approval');
    const mine = await card(nora, 'Waiting for approval');
    await picture(nora, mine, `${name}-waiting`);
    request = /R-[0-9A-Z]{5}/.exec(await mine.innerText())[0];
    const ask = tomas.card(request);
    await ask.getByRole('button', { name: `Approve ${request}` }).waitFor();
    await picture(tomas, ask, `${name}-approval`);
    act.approval = await ask.innerText();
    await click(ask, `Approve ${request}`);
    const done = nora.card(request);
    await done.getByText('Done and verified').waitFor();
    await picture(nora, done, `${name}-done`);
    act.done = await done.innerText();
    act.request = request;
    act.world = await control.world(customer);
    acts[name] = act;
  }

  // Bought: two machines for a year.
  const list = await nora.newCard(`What ${adatum} holds`, () => nora.send('reservations adatum'));
  await click(list, 'Buy');
  const buy = await card(nora, `Buy a reservation for ${adatum}`);
  await nora.search(buy, 'Product', 'D4s', /^D4s v5, West Europe/);
  await nora.fill(buy, 'Quantity', 2);
  await nora.search(buy, 'Azure subscription', 'adat', 'Adatum Production');
  await nora.fill(buy, 'Reason', 'The web tier runs all year');
  await picture(nora, buy, 'buy-form');
  await click(buy, 'See the price');
  await decide('buy', await card(nora, 'Total commitment'));

  // Exchanged for three others.
  await click(await show(/D4s.v5/i), 'Exchange');
  const exchange = await card(nora, `Exchange reservations of ${adatum}`);
  await nora.fill(exchange, 'Product to buy', 'Standard_E4s_v5');
  await nora.fill(exchange, 'Quantity', 3);
  await nora.choose(exchange, 'Term', /1 year|one year/i);
  await nora.choose(exchange, 'Payment', 'all at once');
  await nora.fill(exchange, 'Reason', 'More memory');
  await picture(nora, exchange, 'exchange-form');
  await decide('exchange', await quote(exchange, 'Please check: exchange'));

  // One of the three returned.
  await click(await show(/E4s.v5/i), 'Return');
  const giveBack = await card(nora, `Return a reservation of ${adatum}`);
  await nora.fill(giveBack, 'How many of it', 1);
  await nora.fill(giveBack, 'Reason', 'One machine is gone');
  await picture(nora, giveBack, 'return-form');
  await decide('return', await quote(giveBack, 'Please check: return'));

  // The other two traded in for a savings plan.
  await click(await show(/E4s.v5/i), 'Trade in');
  const tradeIn = await card(nora, `Trade in reservations of ${adatum}`);
  await nora.fill(tradeIn, 'Reason', 'Everything moves often');
  await picture(nora, tradeIn, 'trade-in-form');
  await decide('trade-in', await quote(tradeIn, 'Please check: trade-in'));

  const after = await nora.newCard(`What ${adatum} holds`, () => nora.send('reservations adatum'));
  await picture(nora, after, 'holds-after');
  return { request, acts };
});
