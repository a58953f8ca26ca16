import { OutcomeUnknownError, RejectedError, TransientError } from '../../src/adapter-kit/errors.js';
import type { Emulator } from '../../src/adapter-kit/emulator/emulator.js';
import { EmulatorControl } from '../../src/adapter-kit/emulator/emulator-control.js';
import type { CallContext } from '../../src/adapter-kit/adapter.js';
import { aCallContext } from '../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../test/adapter-kit/a-service-request.js';
import { laganSettings } from '../../test/adapters/a-lagan-site.js';
import { LaganAdapter } from './lagan.adapter.js';
import { type LaganEmulatorOptions, startLaganEmulator } from './lagan.emulator.js';

const since = new Date(Date.now() - 60_000);
const ANN = { email: 'ann@example.org', phone: '01234 567890', firstName: 'Ann', lastName: 'Lee' };
const eform = {
  definition: 'Open311 Report Definition',
  form: 'open311Report',
  fields: { depth: 'txtDepth' },
  values: { txtEasting: '{{ x }}', txtOurId: '{{ id }}' },
};

let emulator: Emulator;
let control: EmulatorControl;
const start = async (options: LaganEmulatorOptions = {}) => {
  emulator = await startLaganEmulator({ eforms: { 'Open311 Report Definition': 'open311Report' }, ...options });
  control = new EmulatorControl(emulator.controlUrl);
};
afterEach(() => emulator.close());

const site = (changes: Readonly<Record<string, unknown>> = {}) =>
  new LaganAdapter(laganSettings({ ...emulator.settings, ...changes }));
const withEform = (more = {}) => ({ cases: { pothole: { eventCode: 4000041, eform: { ...eform, ...more } } } });
/** The rest of what the host does after a lost answer, or a kill: look, then go on with the same `kept`. */
const again = async (crm: LaganAdapter, request: ReturnType<typeof aServiceRequest>, context: CallContext) => {
  const earlier = await crm.findCase(request, since, context);
  return earlier.is === 'found' && !earlier.unfinished ? earlier.caseRef : crm.createCase(request, context);
};
const theOnlyCase = async () => {
  const cases = await control.cases();
  expect(cases).toHaveLength(1);
  return cases[0]!;
};

describe('a case with an eform and a reference (contract section 9, flow 2)', () => {
  const request = aServiceRequest({ attributes: [{ code: 'depth', values: ['20 cm'] }] });
  const everything = { ...withEform(), externalReference: { linkage: 'Open311' } };

  it('gets all of it, each once', async () => {
    await start();
    const ref = await site(everything).createCase(request, aCallContext());
    const { fields } = await theOnlyCase();
    expect(fields['Eforms']).toMatchObject([
      {
        definition: 'Open311 Report Definition',
        name: 'open311Report',
        fields: { txtdepth: '20 cm', txteasting: expect.stringMatching(/^\d+\.\d\d$/), txtourid: request.id },
      },
    ]);
    expect(fields['ExternalReferences']).toEqual([request.id]);
    expect(String(fields['Description'])).not.toContain('20 cm');
    expect(ref).toBe('101000000001');
  });

  const lostAnswers = (['drop', 'html', 'empty'] as const).flatMap((mode) =>
    (['before', 'after'] as const).flatMap((when) =>
      ['createCase', 'addCaseEform', 'writeCaseEformData', 'addCaseExternalReference'].map((op) => [op, mode, when] as const),
    ),
  );
  it.each(lostAnswers)(
    'is finished after a lost answer to %s (%s, %s it was done), without doing anything twice',
    async (op, mode, when) => {
      await start();
      const [crm, context] = [site(everything), aCallContext()];
      await control.misbehave({ mode, op, when, count: 1 });
      await expect(crm.createCase(request, context)).rejects.toMatchObject({ kind: expect.stringMatching(/unknown|transient/) });
      const ref = await again(crm, request, context);
      const { fields } = await theOnlyCase();
      expect(ref).toBe('101000000001');
      expect(fields['Eforms']).toMatchObject([{ fields: { txtdepth: '20 cm' } }]);
      expect(fields['ExternalReferences']).toEqual([request.id]);
      expect((await control.calls())['createCase']).toBe(
        op === 'createCase' && when === 'before' ? 2 : op === 'createCase' ? 1 : 1,
      );
    },
  );

  it('is finished by a host that remembers nothing', async () => {
    await start();
    await control.misbehave({ mode: 'drop', op: 'addCaseExternalReference', when: 'after', count: 1 });
    await expect(site(everything).createCase(request, aCallContext())).rejects.toBeInstanceOf(OutcomeUnknownError);
    await again(site(everything), request, aCallContext());
    const { fields } = await theOnlyCase();
    expect([fields['Eforms'], fields['ExternalReferences']]).toMatchObject([[{ name: 'open311Report' }], [request.id]]);
  });

  it('names the case where its eform is refused, and goes on there once a person has put it right', async () => {
    await start();
    const context = aCallContext();
    const wrong = site(withEform({ definition: 'Gone' }));
    const failure: unknown = await wrong.createCase(request, context).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RejectedError);
    expect((failure as Error).message).toMatch(/case 101000000001 is made.*eform "Gone".*There is no eform definition Gone/);
    await site(withEform()).createCase(request, context);
    expect((await theOnlyCase()).fields['Eforms']).toHaveLength(1);
  });

  it('stays without a refused eform where the site would rather have it bare, and then says the answers in its description', async () => {
    await start();
    const context = aCallContext();
    await site(withEform({ definition: 'Gone', whenRefused: 'skip' })).createCase(request, context);
    const { fields } = await theOnlyCase();
    expect(fields['Eforms']).toBeUndefined();
    expect(fields['Description']).toContain('20 cm');
    expect(context.logged).toMatchObject([{ caseRef: '101000000001' }]);
  });

  it('is a plain case on the older contract, which never hears of a reference', async () => {
    await start({ contract: 'older' });
    await site({ ...withEform(), contract: 'older' }).createCase(request, aCallContext());
    expect((await theOnlyCase()).fields['Eforms']).toHaveLength(1);
  });
});

describe('a case of a known reporter (contract section 9, flow 3)', () => {
  const request = () => aServiceRequest({ reporter: ANN });
  const reporter = (changes = {}) => ({ reporter: changes });
  const parties = async () =>
    (await control.cases()).map(
      ({ fields }) => (fields['Interactions'] as { PartyID?: { ObjectReference: string } }[])?.[0]?.PartyID?.ObjectReference,
    );

  it.each(['before', 'after'] as const)(
    'has the reporter as its party, made once and found from then on (%s)',
    async (interaction) => {
      await start();
      const crm = site(reporter({ interaction }));
      const [first, second] = [request(), request()];
      await crm.createCase(first, aCallContext());
      await crm.createCase({ ...second, reporter: { ...ANN, email: 'ANN@example.org' } }, aCallContext());
      expect(await parties()).toEqual(['101000456001', '101000456001']);
      expect(await control.calls()).toMatchObject({ searchForParty: 2, createIndividual: 1, createInteraction: 2 });
      const { fields } = (await control.cases())[0]!;
      expect(fields['Interactions']).toMatchObject([
        { Channel: 'Web', Verified: 'false', ChannelReference: first.id, Party: { ContactEmails: { EmailAddress: ANN.email } } },
      ]);
    },
  );

  it.each([
    [{ whenNone: 'anonymous' }, ANN],
    [{}, {}],
    [{}, { email: 'ann@example.org' }],
  ])('is anonymous where the site wants it so, or too little was told: %j %j', async (changes, told) => {
    await start();
    await site(reporter(changes)).createCase(aServiceRequest({ reporter: told }), aCallContext());
    expect(await parties()).toEqual([undefined]);
    expect((await control.calls())['createIndividual']).toBeUndefined();
  });

  it.each([
    ['anonymous', undefined],
    ['first', '101000456001'],
    ['create', '101000456003'],
  ])('of whom the CRM knows several is made by policy: %s', async (whenSeveral, party) => {
    await start();
    const twins = site(reporter({ match: [] }));
    for (const _each of [1, 2]) await twins.createCase(request(), aCallContext());
    await site(reporter({ whenSeveral })).createCase(request(), aCallContext());
    expect((await parties())[2]).toBe(party);
  });

  it('is found by the next way of looking, where the first finds several', async () => {
    await start();
    for (const firstName of ['Ann', 'Bob'])
      await site(reporter({ match: [] })).createCase(aServiceRequest({ reporter: { ...ANN, firstName } }), aCallContext());
    const bob = aServiceRequest({ reporter: { ...ANN, firstName: 'Bob' } });
    await site(reporter({ match: ['phone', 'email+name'] })).createCase(bob, aCallContext());
    expect((await parties())[2]).toBe('101000456002');
  });

  it.each(['searchForParty', 'createIndividual', 'createInteraction'])(
    'goes anonymous where the CRM refuses %s, or waits for a person, as the site wants it',
    async (op) => {
      await start();
      await control.misbehave({ mode: 'fault', op });
      await site(reporter()).createCase(request(), aCallContext());
      expect(await parties()).toEqual([undefined]);
      await expect(site(reporter({ whenRefused: 'stop' })).createCase(request(), aCallContext())).rejects.toBeInstanceOf(
        RejectedError,
      );
      expect(await control.cases()).toHaveLength(1);
    },
  );

  it.each([
    ['before', 'searchForParty', TransientError],
    ['before', 'createIndividual', OutcomeUnknownError],
    ['before', 'createInteraction', TransientError],
    ['before', 'createCase', OutcomeUnknownError],
    ['after', 'createIndividual', OutcomeUnknownError],
    ['after', 'createInteraction', OutcomeUnknownError],
    ['after', 'createCase', OutcomeUnknownError],
  ] as const)('is one case of one party after a lost answer: interaction %s, %s', async (interaction, op, expected) => {
    await start();
    const [crm, context, ours] = [site(reporter({ interaction })), aCallContext(), request()];
    await control.misbehave({ mode: 'drop', op, when: 'after', count: 1 });
    await expect(crm.createCase(ours, context)).rejects.toBeInstanceOf(expected);
    await again(crm, ours, context);
    expect((await theOnlyCase()).fields['Interactions']).toHaveLength(1);
    expect(await parties()).toEqual(['101000456001']);
    expect(await control.calls()).toMatchObject({ createIndividual: 1, createCase: 1 });
  });

  it('does not show who reported in the log', async () => {
    await start();
    const context = aCallContext();
    await control.misbehave({ mode: 'fault', op: 'createIndividual' });
    await site(reporter()).createCase(request(), context);
    for (const told of Object.values(ANN)) expect(JSON.stringify(context.logged)).not.toContain(told);
  });
});

describe('a note by way of an update', () => {
  it('reaches a case whose reference ends in no number, with its picture', async () => {
    await start();
    const crm = site({ noteVia: 'updateCase', noteLabels: ['web'] });
    const caseRef = await crm.createCase(aServiceRequest(), aCallContext());
    const note = { id: 'upd-1', text: 'Grown', author: {}, writtenAt: new Date(), mediaUrls: [] };
    const picture = {
      id: 'p',
      fileName: 'p.jpg',
      contentType: 'image/jpeg',
      url: 'https://bridge.example/p.jpg',
      bytes: Buffer.from('x'),
    };
    await crm.addNote(caseRef, note, aCallContext());
    await crm.attachMedia(caseRef, picture, aCallContext());
    const { notes, files } = await theOnlyCase();
    expect(notes.map(({ text }) => text)).toEqual(['Grown\n(Open311 upd-1)', 'Photo: p.jpg']);
    expect(files).toMatchObject([{ name: 'p.jpg', size: 1 }]);
    await expect(crm.findNote(caseRef, note, aCallContext())).resolves.toEqual({ is: 'done' });
    expect((await control.calls())['createNotes']).toBeUndefined();
  });
});
