// Visual Studio licences in a running Playground window: the four ways, one after the other; Nora goes back and takes another way
// without typing again, hands over, reads the steps and the text, is asked by the clock how it went, says that the customer removed us,
// does it again from there, and finds all in the list. Tomas, who may approve, is told of the removal.
// Use: node visual-studio-story.mjs <Nora's window> <Tomas's window> <folder for pictures>
// Prints one line of JSON: { request, ways } with the request of each way that hands over.
import { tell } from './telling.mjs';

const [noraUrl, tomasUrl, pictures] = process.argv.slice(2);
const patience = 45_000;
// The bot of this story asks after a minute, and looks once a minute.
const asked = 150_000;
const viewport = { width: 1440, height: 1700 };
const adatum = 'Adatum Corporation';
const ways = {
  existing: { name: 'Existing agreement, we have access', licence: '11111111', step: 'New open license', page: 'manage.visualstudio.com' },
  'admin-center': { name: 'Existing agreement, through the admin centre', licence: '22222222', step: 'Relationship summary', page: 'admin.microsoft.com' },
  direct: { name: 'Existing agreement, directly', licence: '33333333', step: 'OLP Partners', page: 'manage.visualstudio.com' },
};

const requests = {};

await tell(pictures, async ({ open, picture }) => {
  const tomas = await open(tomasUrl, viewport);
  const nora = await open(noraUrl, viewport);

  const first = () => nora.newCard(`Visual Studio licences of ${adatum}`, () => nora.send('visual studio adatum'));
  async function choose(card, name) {
    // The tool's choices have no accessible name of their own: one clicks on the words.
    await card.getByText(`${name}:`).first().click();
    await nora.press(card, 'Continue');
  }

  async function form(licence) {
    const card = nora.card(`Agreement of ${adatum}`);
    await card.getByRole('button', { name: 'Review' }).waitFor({ timeout: patience });
    await nora.fill(card, 'Authorisation number', '12345678zze1234');
    await nora.fill(card, 'Licence number', licence);
    await nora.fill(card, 'Customer’s e-mail on the order', 'it@adatum.example');
    return card;
  }

  // New licences first: what replaces Open, and back to the ways.
  const start = await first();
  await picture(nora, start, 'ways');
  await choose(start, 'New licences');
  const cloud = nora.card(`New Visual Studio licences for ${adatum}`);
  await cloud.waitFor({ timeout: patience });
  await picture(nora, cloud, 'cloud');
  await nora.press(cloud, 'Back');
  await nora.card(`Visual Studio licences of ${adatum}`).waitFor({ timeout: patience });

  // A number that is odd, another way, and nothing typed again.
  const again = nora.card(`Visual Studio licences of ${adatum}`);
  await choose(again, ways.direct.name);
  const odd = await form('12-AB');
  await picture(nora, odd, 'numbers');
  await nora.press(odd, 'Other way');
  await nora.card(`Visual Studio licences of ${adatum}`).waitFor({ timeout: patience });
  await choose(nora.card(`Visual Studio licences of ${adatum}`), ways.existing.name);
  const kept = nora.card(`Agreement of ${adatum}`);
  await kept.getByRole('button', { name: 'Review' }).waitFor({ timeout: patience });
  const values = await kept.locator('input').evaluateAll(inputs => inputs.map(input => input.value));
  if (values.join(' ') !== '12345678ZZE1234 12-AB it@adatum.example') {
    throw new Error(`Typed again: ${values}`);
  }

  await picture(nora, kept, 'kept');
  await nora.press(kept, 'Review');
  const warned = nora.card('Hand over the Visual Studio licence of');
  await warned.getByText('does not look as usual').waitFor({ timeout: patience });
  await picture(nora, warned, 'warned');
  await nora.press(warned, 'Close');

  for (const [way, { name, licence, step, page }] of Object.entries(ways)) {
    await choose(await first(), name);
    await nora.press(await form(licence), 'Review');
    const review = nora.card('Hand over the Visual Studio licence of');
    await review.getByRole('button', { name: 'Hand over', exact: true }).waitFor({ timeout: patience });
    await picture(nora, review, `review-${way}`);
    await nora.press(review, 'Hand over');
    const done = nora.cards.filter({ hasText: licence }).last();
    await done.getByRole('button', { name: 'Show the steps' }).waitFor({ timeout: patience });
    await picture(nora, done, `request-${way}`);
    requests[way] = /R-[0-9A-Z]{5}/.exec(await done.innerText())[0];
    await nora.press(done, 'Show the steps');
    const steps = nora.cards.filter({ hasText: `Steps: ${name}` }).last();
    await steps.getByText(step).first().waitFor({ timeout: patience });
    await steps.getByText(`${page} ↗`).waitFor({ timeout: patience });
    await picture(nora, steps, `steps-${way}`);
  }

  const steps = nora.cards.filter({ hasText: `Steps: ${ways.direct.name}` }).last();
  await steps.getByText('Text for the customer').click();
  const letter = nora.card(`Text for ${adatum}`);
  await letter.getByRole('button', { name: 'In French' }).waitFor({ timeout: patience });
  await picture(nora, letter, 'text');
  await nora.press(letter, 'In French');
  await nora.card(`Text for ${adatum}`).getByText('In French, as you chose').waitFor({ timeout: patience });
  await picture(nora, nora.card(`Text for ${adatum}`), 'text-in-french');

  // The clock asks; the customer has removed us; Tomas hears of it; the way is done again from there.
  const reminder = nora.card('How did the Visual Studio hand-over of');
  await reminder.waitFor({ timeout: asked });
  await picture(nora, reminder, 'asked');
  await nora.press(reminder, 'Customer removed us');
  const removed = nora.cards.filter({ hasText: 'What to do next' }).last();
  await removed.getByRole('button', { name: 'Do it again' }).waitFor({ timeout: patience });
  await picture(nora, removed, 'removed');
  const told = tomas.card('removed our access to its Visual Studio licence');
  await told.waitFor({ timeout: asked });
  await picture(tomas, told, 'told');
  await nora.press(removed, 'Do it again');
  const filled = nora.card(`Agreement of ${adatum}`);
  await filled.getByRole('button', { name: 'Review' }).waitFor({ timeout: patience });
  await picture(nora, filled, 'filled-in');

  const list = await nora.newCard('Visual Studio hand-overs', () => nora.send('visual studio list'));
  await list.getByText('3 in all').waitFor({ timeout: patience });
  await picture(nora, list, 'list');
  return { request: requests.direct, ways: requests };
});
