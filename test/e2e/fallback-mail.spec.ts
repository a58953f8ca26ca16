import { sql } from 'kysely';
import type { Emulator } from '../../src/adapter-kit/emulator/emulator.js';
import type { LedgerCase } from '../../src/adapter-kit/emulator/ledger.js';
import { adapterCatalogue } from '../../src/connections/adapter-catalogue.js';
import { JourneyStore } from '../../src/store/journey.store.js';
import { lagan } from '../../adapters/lagan/lagan.adapter.js';
import { LaganSettings } from '../../adapters/lagan/lagan.settings.js';
import { aCallContext } from '../adapter-kit/a-call-context.js';
import { aServiceRequest } from '../adapter-kit/a-service-request.js';
import { validated } from '../adapter-kit/adapter-bench.js';
import { aPng } from '../media/photos.js';
import { City } from '../support/city.js';
import { until } from '../support/deployment.js';

const REPORTS = 50;
/** So many of them the CRM makes cases of by itself, out of the mails. */
const FROM_MAIL = 20;
/** Some ticket systems keep no more of a subject. */
const SUBJECT_KEPT = 30;
const CALM = { backoffMinMs: 50, backoffMaxMs: 200, settleMs: 50, callTimeoutMs: 10_000 };
const PROBES = { breakerFailures: 1, breakerPauseMinMs: 100, breakerPauseMaxMs: 200 };
const EVENT = { eventCode: 4000001 };

let crm: Emulator;
let mailbox: Emulator;
let city: City | undefined;
beforeEach(async () => {
  [crm, mailbox] = await Promise.all([adapterCatalogue.startEmulator('lagan', {}), adapterCatalogue.startEmulator('email', {})]);
});
afterEach(async () => {
  await city?.stop();
  await Promise.all([crm, mailbox].map((each) => each.close()));
});

const inLagan = (delivery: object) => ({
  type: 'lagan',
  settings: { ...crm.settings, defaultCase: EVENT },
  delivery: { ...CALM, ...delivery },
});
const byMail = () => ({
  type: 'email',
  settings: { ...mailbox.settings, from: '311@riverton.example', to: 'streets@riverton.example' },
  delivery: CALM,
});
const casesIn = async ({ controlUrl }: Emulator) =>
  ((await (await fetch(`${controlUrl}/control/cases.json`)).json()) as { cases: LedgerCase[] }).cases;
const order = ({ controlUrl }: Emulator, command: string) => fetch(`${controlUrl}/control/${command}`, { method: 'POST' });
const idsIn = (cases: readonly LedgerCase[], field: string) =>
  cases.map(({ fields }) => /\d\d-\d{8}/.exec(String(fields[field]))?.[0] ?? 'no id').sort((a, b) => a.localeCompare(b));
const settled = (states: readonly string[]) => states.every((state) => state === 'delivered');
const pause = (isPaused: boolean) =>
  sql`update bridge.connection_gate set paused_at = ${isPaused ? sql`now()` : null} where connection = 'riverton.example/crm'`.execute(
    city!.bridge.store.database,
  );

async function filed(count: number): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < count) ids.push(await city!.file());
  return ids.sort();
}

/** What a CRM does that reads the mailbox: the subject is the title, as far as it is kept. */
async function madeIntoCase({ fields }: LedgerCase): Promise<string> {
  const [id, subject] = [String(fields['requestId']), String(fields['subject'])];
  expect(subject.startsWith(`${id} `)).toBe(true);
  const titleTemplate = `{{ id }}${subject.slice(id.length, SUBJECT_KEPT)}`;
  const adapter = lagan.create(validated(LaganSettings, { ...crm.settings, defaultCase: EVENT, titleTemplate }));
  return adapter.createCase(aServiceRequest({ id }), aCallContext());
}

it(`mails each of ${REPORTS} reports of an outage once; when the CRM is back each is one case, those included that it made of the mails, and both are told`, async () => {
  city = await City.start(
    { crm: inLagan({ ...PROBES, fallback: { to: 'mailbox', breakerOpenMinutes: 0 } }), mailbox: byMail() },
    [{ to: 'crm' }],
  );
  await order(crm, 'misbehave?mode=refuse');
  // Now and then the mail server takes a mail, and its answer gets lost.
  await order(mailbox, 'misbehave?mode=drop&when=after&op=send&share=0.2');
  const ids = await filed(REPORTS);
  await until(
    () => city!.states('mailbox'),
    (states) => states.length === REPORTS && settled(states),
  );
  const mails = await casesIn(mailbox);
  expect(idsIn(mails, 'subject')).toEqual(ids);

  await pause(true);
  await order(crm, 'behave');
  const fromMail = new Map<string, string>();
  for (const mail of mails.slice(0, FROM_MAIL)) fromMail.set(String(mail.fields['requestId']), await madeIntoCase(mail));
  await pause(false);
  await until(
    () => city!.states('crm'),
    (states) => states.length === REPORTS && settled(states),
  );

  const cases = await casesIn(crm);
  expect(idsIn(cases, 'Title')).toEqual(ids);
  expect(await casesIn(mailbox)).toHaveLength(REPORTS);
  const refOf = new Map(cases.map(({ ref, fields }) => [/\d\d-\d{8}/.exec(String(fields['Title']))![0], ref]));
  const mailOf = new Map(mails.map(({ ref, fields }) => [String(fields['requestId']), ref]));
  for (const id of ids) {
    const [journey] = await new JourneyStore(city.bridge.store.database).find(id);
    expect(journey!.deliveries.map(({ connection, caseRef }) => [connection, caseRef])).toEqual([
      ['riverton.example/crm', fromMail.get(id) ?? refOf.get(id)],
      ['riverton.example/mailbox', mailOf.get(id)],
    ]);
    const copied = journey!.events.filter(({ what }) => what === 'copy for the fallback');
    expect(copied).toMatchObject([{ where: 'riverton.example/mailbox' }]);
    const attempts = journey!.events.filter(({ what, where }) => what.startsWith('attempt ') && where?.endsWith('/crm'));
    expect(attempts.at(-1)!.what).toMatch(fromMail.has(id) ? /: adopted$/ : /: delivered$/);
  }
}, 180_000);

it('mails a copy of every report by a route, and no second one by the fallback', async () => {
  city = await City.start(
    { crm: inLagan({ ...PROBES, fallback: { to: 'mailbox', breakerOpenMinutes: 0 } }), mailbox: byMail() },
    [{ to: 'crm' }, { to: 'mailbox', role: 'copy' }],
  );
  const early = await filed(3);
  await until(() => city!.states('crm'), settled);
  await order(crm, 'misbehave?mode=refuse');
  const late = await filed(3);
  await until(
    () => city!.breaker('crm'),
    (state) => state === 'open',
  );
  await until(
    () => city!.states('mailbox'),
    (states) => states.length === 6 && settled(states),
  );
  await order(crm, 'behave');
  await until(() => city!.states('crm'), settled);
  const ids = [...early, ...late].sort();
  expect([idsIn(await casesIn(crm), 'Title'), idsIn(await casesIn(mailbox), 'subject')]).toEqual([ids, ids]);
});

it('mails a report that is too old once, though no breaker is open, and the CRM gets it in the end', async () => {
  city = await City.start(
    { crm: inLagan({ breakerFailures: 1000, fallback: { to: 'mailbox', afterMinutes: 0 } }), mailbox: byMail() },
    [{ to: 'crm' }],
  );
  await order(crm, 'misbehave?mode=refuse');
  const ids = await filed(5);
  await until(
    () => city!.states('mailbox'),
    (states) => states.length === 5 && settled(states),
  );
  await order(crm, 'behave');
  await until(() => city!.states('crm'), settled);
  expect([idsIn(await casesIn(crm), 'Title'), idsIn(await casesIn(mailbox), 'subject')]).toEqual([ids, ids]);
});

it('mails a report together with its picture, once that is made', async () => {
  city = await City.start({ mailbox: byMail() }, [{ to: 'mailbox' }]);
  await city.file({ media: new File([new Uint8Array(await aPng())], 'hole.png', { type: 'image/png' }) });
  await until(
    () => city!.states('mailbox'),
    (states) => states.length === 1 && settled(states),
  );
  const [mail] = await casesIn(mailbox);
  expect(mail!.fields['attachments']).toEqual([
    {
      filename: expect.stringMatching(/^[0-9a-f]+\.png$/) as string,
      contentType: 'image/png',
      size: expect.any(Number) as number,
    },
  ]);
});
