// A new customer comes onto two Azure Stacks, in two running Playground windows: Nora asks, Tomas approves, and Nora goes
// on each time after somebody outside did their part (the guest, then the customer's administrator on each Stack).
// Use: node onboarding-story.mjs <Nora's window> <Tomas's window> <the sandbox> <folder for pictures>
// Prints one line of JSON: { request, company, end }.
import { Control, tell } from './telling.mjs';
import { textsOf } from './texts.mjs';

const [noraUrl, tomasUrl, sandbox, pictures] = process.argv.slice(2);
const control = new Control(sandbox);
const say = textsOf('OnboardStackTenant', 'en');
const company = 'Newco Labs';
const guest = 'lena.ops@fabrikam.example';
// High enough for a whole progress card above the message box.
const viewport = { width: 1440, height: 1500 };

/** The customer accepts Microsoft's agreement in its own admin centre. */
async function acceptAgreement() {
  const world = await control.world();
  await control.post('customers', { customer: world.customers.find(customer => customer.name === company).id, agreementAccepted: true });
}

/** The guest follows the link of the invitation. */
async function acceptInvitation() {
  const world = await control.world();
  const tenant = world.customers.find(customer => customer.name === company).id;
  const user = world.users.find(one => one.tenant === tenant && one.userPrincipalName.startsWith(guest.replace('@', '_')));
  await control.post('users', { user: user.id, tenant, acceptInvitation: true });
}

await tell(pictures, async ({ open, picture }) => {
  const tomas = await open(tomasUrl, viewport);
  const nora = await open(noraUrl, viewport);

  const choice = await nora.newCard(say('NewCustomerButton'), () => nora.send('onboard stack'));
  await picture(nora, choice, 'choice');
  await nora.press(choice, say('NewCustomerButton'));
  const form = nora.card(say('CompanyTitle'));
  await form.waitFor();
  const typed = {
    company,
    domain: 'newcolabs',
    line1: '1 Main Street',
    postalCode: '98052',
    city: 'Redmond',
    state: 'WA',
    country: 'US',
    firstName: 'Ada',
    lastName: 'Byron',
    email: 'ada@newco.example',
    phone: '555-0100',
  };
  await nora.press(form, say('MoreWord'));
  for (const [field, value] of Object.entries(typed)) {
    await nora.fill(form, say(`Field.${field}`), value);
  }

  await picture(nora, form, 'company');
  await nora.press(form, 'Continue');
  const details = nora.card(say('Subscription'));
  await details.waitFor();
  // The tool's boxes have no accessible name: one clicks on the words beside them.
  await details.getByText('Paris', { exact: true }).click();
  await details.getByText('Lyon', { exact: true }).click();
  await nora.fill(details, say('Field.guest'), guest);
  await nora.fill(details, say('Reason'), 'New customer on both Stacks');
  await picture(nora, details, 'details');

  await nora.press(details, say('ReviewButton'));
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
  await picture(tomas, ask, 'approval');
  // A slower cloud, so that the card is seen while the steps run.
  await control.post('faults', { api: '*', delayMs: 400, times: 40 });
  await tomas.press(ask, `Approve ${request}`);

  const progress = nora.card(request);
  await progress.getByText('In progress').first().waitFor();
  await picture(nora, progress, 'running');

  const waits = [
    [say('Refusal.AgreementMissing', company), 'waits-for-the-agreement', acceptAgreement],
    [say('Refusal.GuestNotAccepted', guest), 'waits-for-the-guest', acceptInvitation],
    ...['Paris', 'Lyon'].map(deployment => [
      say('Refusal.CustomerMustConsentAndShare', company, deployment),
      `waits-for-${deployment.toLowerCase()}`,
      () => control.post('stack', { deployment, customer: company, consented: true }),
    ]),
  ];
  for (const [words, name, theirPart] of waits) {
    await progress.getByText(words).first().waitFor();
    await picture(nora, progress, name);
    await theirPart();
    await nora.press(progress, `Continue ${request}`);
  }

  await progress.getByText('Done and verified').waitFor();
  await picture(nora, progress, 'done');
  const decided = tomas.card(request);
  await decided.getByText('Done and verified').waitFor();
  await picture(tomas, decided, 'approver-done');

  return { request, company, end: await progress.innerText() };
});
