import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { aFault, inEnvelope, SoapSite } from '../../../test/adapters/soap-site.js';
import { OutcomeUnknownError, RejectedError, TransientError } from '../../../src/adapter-kit/errors.js';

let site: SoapSite;
beforeAll(async () => (site = await SoapSite.start()));
beforeEach(() => site.server.reset());
afterAll(() => site.close());

const write = (root: string, tree: object = {}, values = {}) => ({
  purpose: 'write',
  body: { [`c:${root}`]: { $children: tree } },
  values,
});
const IN_STEPS = {
  operations: {
    party: write('Party', { 'c:Name': '{{ request.reporter.lastName }}' }, { id: 'PartyResponse/Id' }),
    create: write('Create', { 'c:Party': '{{ steps.party.id }}' }, { id: 'CreateResponse/Id' }),
    form: write('Form', { 'c:Case': '{{ caseRef }}' }),
    find: { purpose: 'read', body: { 'c:Find': { 'c:Reference': '{{ request.id }}' } } },
  },
  actions: {
    create: {
      steps: [{ operation: 'party' }, { operation: 'create' }, { operation: 'form' }],
      caseRef: 'C-{{ steps.create.id }}',
    },
    find: {
      steps: [{ operation: 'find' }],
      list: 'FindResponse/Row',
      none: { path: 'FindResponse/Count', equals: '0' },
      values: { id: 'Id', reference: 'Reference' },
      matches: 'case.reference = request.id',
      caseRef: 'C-{{ case.id }}',
    },
  },
};
const DONE = {
  Party: '<PartyResponse><Id>7</Id></PartyResponse>',
  Create: '<CreateResponse><Id>1</Id></CreateResponse>',
  Form: '<FormResponse/>',
};
const lost = { status: 200, body: '' };

describe('a case in several steps', () => {
  it('is made with what each step brought', async () => {
    site.answers(DONE);
    await expect(site.adapter(IN_STEPS).createCase(aServiceRequest(), aCallContext())).resolves.toBe('C-1');
    expect(site.asked).toEqual(['Party', 'Create', 'Form']);
    expect(site.server.received[1]!.body).toContain('<c:Party>7</c:Party>');
    expect(site.last.body).toContain('<c:Case>C-1</c:Case>');
  });

  it('goes on at the step that failed and makes no second case', async () => {
    const [context, adapter, request] = [
      aCallContext(),
      site.adapter({ ...IN_STEPS, errors: { rules: [{ pattern: 'busy', means: 'transient' }] } }),
      aServiceRequest(),
    ];
    site.answers({ ...DONE, Form: () => aFault('Server', 'busy') });
    await expect(adapter.createCase(request, context)).rejects.toBeInstanceOf(TransientError);
    site.answers(DONE);
    await expect(adapter.createCase(request, context)).resolves.toBe('C-1');
    expect(site.asked).toEqual(['Party', 'Create', 'Form', 'Form']);
  });

  it('goes on behind a case that the look-up found', async () => {
    const [context, adapter, request] = [aCallContext(), site.adapter(IN_STEPS), aServiceRequest()];
    site.answers({
      ...DONE,
      Create: lost,
      Find: `<FindResponse><Row><Id>1</Id><Reference>${request.id}</Reference></Row></FindResponse>`,
    });
    await expect(adapter.createCase(request, context)).rejects.toBeInstanceOf(OutcomeUnknownError);
    await expect(adapter.findCase(request, new Date(), context)).resolves.toEqual({
      is: 'found',
      caseRef: 'C-1',
      unfinished: true,
    });
    await expect(adapter.createCase(request, context)).resolves.toBe('C-1');
    expect(site.asked).toEqual(['Party', 'Create', 'Find', 'Form']);
  });

  it('does not repeat what an earlier try did in front of the case', async () => {
    const adapter = site.adapter({ ...IN_STEPS, errors: { rules: [{ pattern: 'busy', means: 'transient' }] } });
    const [context, request] = [aCallContext(), aServiceRequest()];
    site.answers({ ...DONE, Create: aFault('Server', 'busy') });
    await expect(adapter.createCase(request, context)).rejects.toBeInstanceOf(TransientError);
    site.answers(DONE);
    await expect(adapter.createCase(request, context)).resolves.toBe('C-1');
    expect(site.asked).toEqual(['Party', 'Create', 'Create', 'Form']);
    expect(site.server.received[2]!.body).toContain('<c:Party>7</c:Party>');
  });

  it('reads again what the steps behind the case need', async () => {
    const lookUp = { purpose: 'read', body: { 'c:LookUp': null }, values: { id: 'LookUpResponse/Id' } };
    const adapter = site.adapter({
      ...IN_STEPS,
      operations: { ...IN_STEPS.operations, lookUp, form: write('Form', { 'c:Form': '{{ steps.lookUp.id }}' }) },
      actions: {
        create: {
          steps: [{ operation: 'lookUp' }, { operation: 'create' }, { operation: 'form' }],
          caseRef: '{{ steps.create.id }}',
        },
      },
      errors: { rules: [{ pattern: 'busy', means: 'transient' }] },
    });
    const [context, request] = [aCallContext(), aServiceRequest()];
    const answers = { ...DONE, LookUp: '<LookUpResponse><Id>F-9</Id></LookUpResponse>' };
    site.answers({ ...answers, Form: aFault('Server', 'busy') });
    await expect(adapter.createCase(request, context)).rejects.toBeInstanceOf(TransientError);
    site.answers(answers);
    await expect(adapter.createCase(request, context)).resolves.toBe('1');
    expect(site.asked).toEqual(['LookUp', 'Create', 'Form', 'LookUp', 'Form']);
    expect(site.last.body).toContain('<c:Form>F-9</c:Form>');
  });

  it('puts a later step whose answer was lost before a person, with the case', async () => {
    const [context, adapter, request] = [aCallContext(), site.adapter(IN_STEPS), aServiceRequest()];
    site.answers({ ...DONE, Form: lost });
    await expect(adapter.createCase(request, context)).rejects.toBeInstanceOf(OutcomeUnknownError);
    await expect(adapter.findCase(request, new Date(), context)).resolves.toMatchObject({
      is: 'unknowable',
      reason: expect.stringMatching(/C-1 .* form/),
      candidates: [{ caseRef: 'C-1' }],
    });
  });

  it('simply repeats a later step that may be repeated', async () => {
    const steps = [{ operation: 'create' }, { operation: 'form', repeatable: true }];
    const adapter = site.adapter({
      ...IN_STEPS,
      actions: { ...IN_STEPS.actions, create: { steps, caseRef: '{{ steps.create.id }}' } },
    });
    const [context, request] = [aCallContext(), aServiceRequest()];
    site.answers({ ...DONE, Form: lost });
    await expect(adapter.createCase(request, context)).rejects.toBeInstanceOf(OutcomeUnknownError);
    await expect(adapter.findCase(request, new Date(), context)).resolves.toEqual({
      is: 'found',
      caseRef: '1',
      unfinished: true,
    });
    site.answers(DONE);
    await expect(adapter.createCase(request, context)).resolves.toBe('1');
    expect(site.asked).toEqual(['Create', 'Form', 'Form']);
  });

  it('is whole though a step fails that may fail', async () => {
    const steps = [{ operation: 'create' }, { operation: 'form', optional: true }];
    const adapter = site.adapter({
      ...IN_STEPS,
      actions: { ...IN_STEPS.actions, create: { steps, caseRef: '{{ steps.create.id }}' } },
    });
    site.answers({ ...DONE, Form: aFault('Client', 'no such form') });
    const context = aCallContext();
    await expect(adapter.createCase(aServiceRequest(), context)).resolves.toBe('1');
    expect(context.logged).toEqual([expect.objectContaining({ step: 'form', error: 'no such form' })]);
  });

  it('leaves out a step that is not needed', async () => {
    const steps = [
      { operation: 'party', when: '$exists(request.reporter.phone) and request.reporter.phone != null' },
      { operation: 'create' },
    ];
    const adapter = site.adapter({
      ...IN_STEPS,
      actions: { ...IN_STEPS.actions, create: { steps, caseRef: '{{ steps.create.id }}' } },
    });
    site.answers(DONE);
    await adapter.createCase(aServiceRequest({ reporter: {} }), aCallContext());
    expect(site.asked).toEqual(['Create']);
  });

  it('refuses at start a step without its operation', () => {
    const steps = [{ operation: 'creat' }];
    expect(() => site.adapter({ actions: { create: { steps, caseRef: '{{ steps.create.id }}' } } })).toThrow(
      'actions.create.steps.0.operation is creat, and there is no such operation; there are ping, create',
    );
  });
});

describe('what a CRM says to a create', () => {
  it('is unknown without a reference', async () => {
    site.answers({ Create: '<CreateResponse/>' });
    await expect(site.adapter().createCase(aServiceRequest(), aCallContext())).rejects.toBeInstanceOf(OutcomeUnknownError);
  });

  it('is a success where it has our case already', async () => {
    const create = { steps: [{ operation: 'create' }], caseRef: '{{ steps.create.id }}', existing: 'ours-{{ request.id }}' };
    const adapter = site.adapter({ actions: { create }, errors: { rules: [{ pattern: 'already exists', means: 'exists' }] } });
    site.answers({ Create: aFault('Server', 'reference already exists') });
    const request = aServiceRequest();
    await expect(adapter.createCase(request, aCallContext())).resolves.toBe(`ours-${request.id}`);
  });

  it('is answered by the other operation where it does not take our time', async () => {
    const adapter = site.adapter({
      operations: { later: { ...write('Later'), values: { id: 'LaterResponse/Id' } } },
      actions: {
        create: { steps: [{ name: 'create', operation: 'create', onOrder: 'later' }], caseRef: '{{ steps.create.id }}' },
      },
      errors: { rules: [{ pattern: 'must be later', means: 'order' }] },
    });
    site.answers({ Create: aFault('Server', 'time must be later'), Later: '<LaterResponse><Id>9</Id></LaterResponse>' });
    await expect(adapter.createCase(aServiceRequest(), aCallContext())).resolves.toBe('9');
  });

  it('is refused where a value does not fit its place', async () => {
    const adapter = site.adapter({ operations: { create: { body: { 'c:Create': { $name: '{{ request.description }}' } } } } });
    await expect(adapter.createCase(aServiceRequest({ description: 'no name' }), aCallContext())).rejects.toThrow(
      expect.objectContaining({ constructor: RejectedError, message: expect.stringMatching(/operation create .*c:Create/) }),
    );
    expect(site.asked).toEqual([]);
  });
});

describe('the look for a case', () => {
  const find = (answer: string, context = aCallContext()) => {
    site.answers({ Find: answer });
    return site.adapter(IN_STEPS).findCase(aServiceRequest({ id: '26-1' }), new Date(), context);
  };
  const row = (id: string, reference: string) => `<Row><Id>${id}</Id><Reference>${reference}</Reference></Row>`;

  it('takes ours out of all that the CRM finds', async () => {
    const [adapter, context] = [
      site.adapter({ operations: IN_STEPS.operations, actions: { find: IN_STEPS.actions.find } }),
      aCallContext(),
    ];
    site.answers({ Find: `<FindResponse>${row('1', '26-10')}${row('2', '26-1')}</FindResponse>` });
    await expect(adapter.findCase(aServiceRequest({ id: '26-1' }), new Date(), context)).resolves.toEqual({
      is: 'found',
      caseRef: 'C-2',
    });
  });

  it('says that there is none where the CRM says so', async () => {
    await expect(find('<FindResponse><Count>0</Count></FindResponse>')).resolves.toEqual({ is: 'absent' });
    await expect(find(`<FindResponse>${row('1', '26-10')}</FindResponse>`)).resolves.toEqual({ is: 'absent' });
  });

  it('never takes another answer for none', async () => {
    await expect(find('<FindResponse/>')).rejects.toBeInstanceOf(TransientError);
    site.server.answer = () => inEnvelope('');
    await expect(site.adapter(IN_STEPS).findCase(aServiceRequest(), new Date(), aCallContext())).rejects.toBeInstanceOf(
      TransientError,
    );
  });

  it('gives cases that may be it', async () => {
    const settings = {
      ...IN_STEPS,
      coordinates: { projection: 'EPSG:27700' },
      timeZone: 'Europe/London',
      actions: {
        ...IN_STEPS.actions,
        find: {
          ...IN_STEPS.actions.find,
          candidates: true,
          matches: 'true',
          values: { id: 'Id', at: '@at', x: '@x', y: '@y', kind: '@kind' },
          createdAt: 'at',
          x: 'x',
          y: 'y',
          sameService: 'case.kind = request.serviceCode',
        },
      },
    };
    site.answers({
      Find: '<FindResponse><Row at="2026-06-01T12:00:00" x="530000" y="180000" kind="pothole"><Id>1</Id></Row><Row at="2026-05-01T12:00:00"><Id>2</Id></Row></FindResponse>',
    });
    const found = await site.adapter(settings).findCase(aServiceRequest(), new Date('2026-06-01T11:00:00Z'), aCallContext());
    expect(found).toMatchObject({
      is: 'unknowable',
      candidates: [{ caseRef: 'C-1', createdAt: new Date('2026-06-01T11:00:00Z'), sameService: true }],
    });
    expect(found.is === 'unknowable' && found.candidates?.[0]?.point).toEqual({
      lat: expect.closeTo(51.504, 2),
      long: expect.closeTo(-0.128, 2),
    });
  });

  it('is not possible where the settings do not tell how', async () => {
    await expect(site.adapter().findCase(aServiceRequest(), new Date(), aCallContext())).resolves.toMatchObject({
      is: 'unknowable',
      reason: expect.stringContaining('actions.find'),
    });
  });
});
