// The story of the README in two running Playground windows: Nora asks for Owner, Tomas approves, Nora reads the end.
// Use: node story.mjs <Nora's window> <Tomas's window> <folder for pictures>
// Prints one line of JSON: { request, end }.
import { textsOf } from './texts.mjs';
import { tell } from './telling.mjs';

const [noraUrl, tomasUrl, pictures] = process.argv.slice(2);
// High enough for a whole card above the message box.
const viewport = { width: 1440, height: 1150 };

await tell(pictures, async ({ open, picture }) => {
  const tomas = await open(tomasUrl, viewport);
  const nora = await open(noraUrl, viewport);
  await picture(nora, nora.card('CspBot'), 'welcome');

  const form = await nora.newCard('Grant Owner at', () => nora.send('grant owner adatum'));
  await picture(nora, form, 'form');
  // The tool does not ask the bot while somebody types, but looks through the choices that the form lists.
  await nora.search(form, 'Azure subscription', 'adat', 'Adatum Production');
  await nora.search(form, 'User', 'Gr', /^Grace/);
  await nora.fill(form, 'Reason', 'Migration weekend: move the web shop');
  await nora.fill(form, 'Ticket', 'INC-4711');
  await picture(nora, form, 'form-filled');

  await nora.press(form, 'Review');
  const review = nora.card('Please check');
  await review.waitFor();
  await picture(nora, review, 'review');

  await nora.press(review, 'Ask for approval');
  const mine = nora.card('Waiting for approval');
  await mine.waitFor();
  await picture(nora, mine, 'waiting');
  const request = /R-[0-9A-Z]{5}/.exec(await mine.innerText())[0];

  const ask = tomas.card(request);
  await ask.getByRole('button', { name: `Approve ${request}` }).waitFor();
  await tomas.fill(ask, 'Comment (optional)', 'Agreed with the customer');
  await picture(tomas, ask, 'approval');
  await tomas.press(ask, `Approve ${request}`);

  const done = nora.card(request);
  await done.getByText('Done and verified').waitFor();
  await picture(nora, done, 'done');
  const decided = tomas.card(request);
  await decided.getByText('Done and verified').waitFor();
  await picture(tomas, decided, 'approver-done');

  const end = await done.innerText();
  const list = await nora.newCard(textsOf('Requests', 'en')('ListTitle'), () => nora.send('requests'));
  await picture(nora, list, 'requests');
  const help = await nora.newCard('What I can do', () => nora.send('help'));
  await picture(nora, help, 'help');

  return { request, end };
});
