// The bot speaks first, in a running Playground window: Nora makes a channel and her own chat hear of purchases, a customer buys,
// she takes care of it in the channel, and then hears of everyday purchases once a day.
// Use: node purchase-story.mjs <Nora's window> <the sandbox> <folder for pictures>
// Prints one line of JSON: { order, usual: [orders], digest }.
import { Control, tell } from './telling.mjs';

const [noraUrl, sandbox, pictures] = process.argv.slice(2);
const control = new Control(sandbox);
const channel = 'Cloud Sales - Approvals';
// High enough for a whole card above the message box.
const viewport = { width: 1440, height: 1500 };

/** The time of day there, so much later. */
function clock(zone, minutes) {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(Date.now() + minutes * 60_000));
}

await tell(pictures, async ({ open, picture }) => {
  const nora = await open(noraUrl, viewport);
  const world = await control.world();
  const customer = world.customers.find(one => one.name.startsWith('Adatum'));
  await control.post('policies', { customer: customer.id, reservedInstances: true, savingsPlan: true });

  await nora.go(channel);
  await nora.newPost('notifications');
  const here = nora.card('Notifications');
  await here.waitFor();
  await nora.press(here, 'Tell this conversation');
  const channelForm = nora.card('Who is told of what');
  await channelForm.waitFor();
  await picture(nora, channelForm, 'form-in-channel');
  await nora.press(channelForm, 'Save');
  const saved = nora.card('Saved.');
  await saved.waitFor();

  await nora.go('Personal Chat');
  const list = await nora.newCard('Notifications', () => nora.send('notifications'));
  await nora.press(list, 'Tell me about purchases');
  const form = nora.card('Who is told of what');
  await form.waitFor();
  await picture(nora, form, 'form');
  await nora.press(form, 'Save');
  await nora.card('Saved.').waitFor();
  await picture(nora, nora.card('Saved.'), 'saved');

  const { order } = await control.post('purchases', { customer: customer.id, kind: 'reservation', quantity: 2 });
  const mine = nora.card(order);
  await mine.getByText('Refund today').first().waitFor();
  await picture(nora, mine, 'purchase');

  await nora.go(channel);
  const theirs = nora.card(order);
  await theirs.getByText('Refund today').first().waitFor();
  await picture(nora, theirs, 'purchase-in-channel');

  // A person's own card names no zone; a channel's does.
  const zone = /\((\w+\/[\w/]+)\)|\d (UTC)/.exec(await theirs.innerText()).slice(1).find(Boolean);
  await nora.press(theirs, 'I take care of it');
  await nora.card(order).getByText('Nora Lind takes care of it').first().waitFor();
  await picture(nora, nora.card(order), 'taken-in-channel');

  await nora.go('Personal Chat');
  const followed = nora.card(order);
  await followed.getByText('Nora Lind takes care of it').first().waitFor();
  await picture(nora, followed, 'taken');
  await nora.press(followed, 'The rules');
  const advice = nora.card('Exchange or return: ');
  await advice.waitFor();
  await picture(nora, advice, 'advice');

  // From now on once a day, and the day's message is due in two minutes.
  const overview = await nora.newCard('Notifications', () => nora.send('notifications'));
  await overview.getByText('All customers').first().click();
  const daily = nora.card('Who is told of what');
  await daily.waitFor();
  await daily.getByText('Once a day; unusual purchases at once').click();
  await nora.fill(daily, 'Time of the daily message', clock(zone, 2));
  await picture(nora, daily, 'form-daily');
  await nora.press(daily, 'Save');
  await nora.card('once a day at').waitFor();
  const usual = [];
  for (let i = 0; i < 3; i += 1) {
    usual.push((await control.post('purchases', { customer: customer.id, kind: 'reservation', quantity: 2 })).order);
  }

  // Beside the three purchases it may hold reminders: which reservations near their end depends on the day.
  const digest = nora.card('purchases and reminders');
  await digest.waitFor({ timeout: 200_000 });
  await picture(nora, digest, 'digest');
  const said = await digest.innerText();
  await nora.press(digest, 'Status');
  const status = nora.card('What became of the notices');
  await status.waitFor();
  await picture(nora, status, 'status');

  return { order, usual, digest: said };
});
