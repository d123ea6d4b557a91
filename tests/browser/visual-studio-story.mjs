// Visual Studio licences in a running Playground window: the ways, one after the other; Nora goes back and takes another way
// without typing again, hands over, reads the steps and the text, is asked by the clock how it went, says that the customer removed us,
// does it again from there, and finds all in the list. Tomas, who may approve, is told of the removal. In French she walks one way only,
// and says herself that it worked.
// Use: node visual-studio-story.mjs <Nora's window> <Tomas's window> <folder for pictures> <en or fr>
// Prints one line of JSON: { request, ways } with the request of each way that hands over.
import { tell } from './telling.mjs';
import { before, textsOf } from './texts.mjs';

const [noraUrl, tomasUrl, pictures, language] = process.argv.slice(2);
const say = textsOf('VisualStudio', language);
const common = textsOf('Common', language);
const isWhole = language === 'en';
// The bot of this story asks after a minute, and looks once a minute.
const asked = 150_000;
const viewport = { width: 1440, height: 1700 };
const adatum = 'Adatum Corporation';
const ways = {
  existing: { licence: '11111111', step: 2, page: 'manage.visualstudio.com' },
  'admin-center': { licence: '22222222', step: 3, page: 'admin.microsoft.com' },
  direct: { licence: '33333333', step: 3, page: 'manage.visualstudio.com' },
};
const walked = isWhole ? Object.keys(ways) : ['direct'];

const requests = {};

await tell(pictures, async ({ open, picture }) => {
  const tomas = isWhole ? await open(tomasUrl, viewport) : undefined;
  const nora = await open(noraUrl, viewport);
  const name = way => say(`Way.${way}`);
  const stepsOf = way => nora.card(say('StepsTitle', name(way)));
  const choice = () => nora.card(say('WaysTitle', adatum));
  const reviewed = () => nora.card(say('ReviewTitle', adatum));

  async function shown(card, button) {
    await card.getByRole('button', { name: button, exact: true }).waitFor();
    return card;
  }

  async function choose(card, way) {
    // The tool's choices have no accessible name of their own: one clicks on the words.
    await card.getByText(say('WayChoice', name(way), say(`Fits.${way}`))).click();
    await nora.press(card, common('ContinueButton'));
  }

  const form = () => shown(nora.card(say('DetailsTitle', adatum)), say('ReviewButton'));

  async function fill(licence) {
    const card = await form();
    await nora.fill(card, say('Authorization'), '12345678zze1234');
    await nora.fill(card, say('Licence'), licence);
    await nora.fill(card, say('Email'), 'it@adatum.example');
    return card;
  }

  const first = () => nora.newCard(say('WaysTitle', adatum), () => nora.send('visual studio adatum'));

  // New licences first: what replaces Open, and back to the ways.
  const start = await first();
  await picture(nora, start, 'ways');
  await choose(start, 'cloud');
  const cloud = nora.card(say('CloudTitle', adatum));
  await cloud.waitFor();
  await picture(nora, cloud, 'cloud');
  await nora.press(cloud, common('BackButton'));
  await choice().waitFor();

  // A number that is odd, another way, and nothing typed again.
  await choose(choice(), 'direct');
  const odd = await fill('12-AB');
  await picture(nora, odd, 'numbers');
  await nora.press(odd, say('OtherWay'));
  await choice().waitFor();
  await choose(choice(), 'existing');
  const kept = await form();
  const values = await kept.locator('input').evaluateAll(inputs => inputs.map(input => input.value));
  if (values.join(' ') !== '12345678ZZE1234 12-AB it@adatum.example') {
    throw new Error(`Typed again: ${values}`);
  }

  await picture(nora, kept, 'kept');
  await nora.press(kept, say('ReviewButton'));
  const warned = reviewed();
  await warned.getByText(say('Odd.licence.form')).waitFor();
  await picture(nora, warned, 'warned');
  await nora.press(warned, common('CancelButton'));

  for (const way of walked) {
    const { licence, step, page } = ways[way];
    await choose(await first(), way);
    await nora.press(await fill(licence), say('ReviewButton'));
    const review = await shown(reviewed(), say('SubmitButton'));
    await picture(nora, review, `review-${way}`);
    await nora.press(review, say('SubmitButton'));
    const done = await shown(nora.cards.filter({ hasText: licence }).last(), say('StepsButton'));
    await picture(nora, done, `request-${way}`);
    requests[way] = /R-[0-9A-Z]{5}/.exec(await done.innerText())[0];
    await nora.press(done, say('StepsButton'));
    const steps = stepsOf(way);
    await steps.getByText(say(`Step.${way}.${step}`)).waitFor();
    await steps.getByText(`${page} ↗`).waitFor();
    await picture(nora, steps, `steps-${way}`);
  }

  const letterButton = say('LetterButton');
  await stepsOf('direct').getByText(letterButton, { exact: true }).click();
  const letter = () => nora.card(say('LetterTitle', adatum));
  // Adatum reads English, whoever writes to it.
  const other = 'fr';
  const otherName = common(`Language.${other}`);
  await picture(nora, await shown(letter(), common('InLanguage', otherName)), 'text');
  await nora.press(letter(), common('InLanguage', otherName));
  await letter().getByText(say('LetterChosen', otherName)).waitFor();
  await picture(nora, letter(), `text-in-${other}`);

  if (isWhole) {
    // The clock asks; the customer has removed us; Tomas hears of it; the way is done again from there.
    const reminder = nora.card(before(say('ReminderTitle')));
    await reminder.waitFor({ timeout: asked });
    await picture(nora, reminder, 'asked');
    await nora.press(reminder, say('RemovedButton'));
    const removed = await shown(nora.cards.filter({ hasText: say('NextTitle') }).last(), say('AgainButton'));
    await picture(nora, removed, 'removed');
    const told = tomas.card(say('RemovedTitle', adatum));
    await told.waitFor({ timeout: asked });
    await picture(tomas, told, 'told');
    await nora.press(removed, say('AgainButton'));
    await picture(nora, await form(), 'filled-in');
  } else {
    await nora.press(letter(), common('BackButton'));
    await nora.press(await shown(stepsOf('direct'), say('ConfirmedButton')), say('ConfirmedButton'));
    const confirmed = nora.card(say('OneTitle', adatum)).filter({ hasText: say('Noted') });
    await shown(confirmed, say('CorrectButton'));
    await picture(nora, confirmed, 'confirmed');
  }

  const list = await nora.newCard(say('ListTitle'), () => nora.send(isWhole ? 'visual studio list' : 'visual studio liste'));
  await list.getByText(say('All', String(walked.length))).waitFor();
  await picture(nora, list, 'list');
  return { request: requests.direct, ways: requests };
});
