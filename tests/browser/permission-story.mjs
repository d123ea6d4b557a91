// The permission to buy reservations in two running Playground windows: Nora turns it on, Tomas approves, Nora reads the list and
// turns it off; somebody flips it in the portal and Tomas turns it off from the notice; then Tomas is a sales agent and may only look.
// Use: node permission-story.mjs <Nora's window> <Tomas's window> <the sandbox> <folder for pictures>
// Prints one line of JSON: { request, states } with what the customer's policy held after each part.
import { setTimeout as pause } from 'node:timers/promises';
import { Control, tell } from './telling.mjs';

const [noraUrl, tomasUrl, sandbox, pictures] = process.argv.slice(2);
const control = new Control(sandbox);
// A role that was taken away counts for one more minute.
const roleIsKnownFor = 90_000;
const adatum = 'Adatum Corporation';
const viewport = { width: 1440, height: 1600 };

const states = {};

/** What a customer may buy by itself, as the pretend Partner Center holds it; null without a policy. */
async function policyOf(name) {
  const world = await control.world();
  const id = world.customers.find(customer => customer.name === name).id;
  return world.selfServePolicies.find(policy => policy.customer === id)?.permissions ?? null;
}

/** The card of a request that runs at once: waits for its end. */
async function ended(client, text) {
  const card = client.card(text);
  await card.getByText('Done and verified').waitFor();
  return card;
}

async function waited(card) {
  await card.waitFor();
  return card;
}

const look = (client, text = 'reservation permission adatum') => client.newCard(`What ${adatum} may buy by itself`, () => client.send(text));
const showList = client => client.newCard('Customers that may buy by themselves', () => client.send('reservation permission'));

await tell(pictures, async ({ open, picture }) => {
  const tomas = await open(tomasUrl, viewport);
  const nora = await open(noraUrl, viewport);

  // On: the list opens the customer, the card asks for the tick, Tomas approves.
  const first = await showList(nora);
  await nora.search(first, 'Customer', 'adat', /^Adatum/);
  await picture(nora, first, 'list-before');
  await nora.press(first, 'Open');
  const form = nora.card(`What ${adatum} may buy by itself`);
  await form.getByText('Reservations: off').waitFor();
  await picture(nora, form, 'off-now');
  // The tool's boxes have no accessible name: one clicks on the words beside them.
  await form.getByText('The customer may buy them by itself').first().click();
  await nora.fill(form, 'Reason', 'They plan their own year');
  await nora.press(form, 'Submit the change');
  await form.getByText('without it nothing can be turned on').first().waitFor();
  await picture(nora, form, 'not-ticked');
  states.withoutTick = await policyOf(adatum);
  await form.getByText('I have read this').click();
  await nora.press(form, 'Submit the change');
  const mine = nora.card('Waiting for approval');
  await mine.waitFor();
  await picture(nora, mine, 'waiting');
  const request = /R-[0-9A-Z]{5}/.exec(await mine.innerText())[0];

  const ask = tomas.card(request);
  await ask.getByRole('button', { name: `Approve ${request}` }).waitFor();
  await picture(tomas, ask, 'approval');
  await tomas.press(ask, `Approve ${request}`);
  await picture(nora, await ended(nora, request), 'turned-on');
  states.on = await policyOf(adatum);

  // Shown: the state, and the list with since when, by whom and approved by whom.
  const on = await look(nora);
  await on.getByText('Reservations: on').waitFor();
  await picture(nora, on, 'on-now');
  const list = await showList(nora);
  await list.getByText('by Nora Lind · approved by Tomas Berg').waitFor();
  await picture(nora, list, 'list');

  // Off: in the card, and in one click on the list.
  await on.getByText('The customer may buy them by itself').first().click();
  await nora.press(on, 'Submit the change');
  await picture(nora, await ended(nora, `Stop ${adatum} buying reservations`), 'turned-off');
  states.off = await policyOf(adatum);
  states.lamnaBefore = await policyOf('Lamna Healthcare');
  const again = await showList(nora);
  await again.getByRole('button', { name: 'Turn it off for Lamna Healthcare' }).click();
  await picture(nora, await ended(nora, 'Stop Lamna Healthcare buying reservations'), 'turned-off-from-the-list');
  states.lamna = await policyOf('Lamna Healthcare');

  // Drift: somebody flips it in the portal.
  await control.post('policies', { customer: adatum, reservedInstances: true, savingsPlan: true });
  const notice = tomas.card('changed outside this bot');
  await notice.waitFor();
  await picture(tomas, notice, 'drift');
  await tomas.press(notice, `Turn it off for ${adatum}`);
  await picture(tomas, await ended(tomas, `Stop ${adatum} buying reservations and savings plans`), 'drift-turned-off');
  states.drift = await policyOf(adatum);

  // A prerequisite is missing: the button opens the dialog that mends it.
  const missing = await nora.newCard('What Bellows College may buy by itself', () => nora.send('reservation permission bellows'));
  await picture(nora, missing, 'missing');
  await nora.press(missing, 'Make somebody Owner');
  await picture(nora, await waited(nora.card('Grant Owner at Bellows College')), 'mended-by');

  // Read-only: Tomas is a sales agent from now on.
  await control.post('roles', { user: 'tomas@fabrikam.example', roles: ['SalesAgents'] });
  let readOnly = await look(tomas);
  for (const until = Date.now() + roleIsKnownFor; !(await readOnly.innerText()).includes('You may look') && Date.now() < until; await pause(5_000)) {
    readOnly = await look(tomas);
  }

  await readOnly.getByText('only admin agents may change this').waitFor();
  states.readOnlyButtons = await readOnly.getByRole('button').allInnerTexts();
  await picture(tomas, readOnly, 'read-only');

  return { request, states };
});
