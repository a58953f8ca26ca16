import {
  AdapterError,
  MisconfiguredError,
  OutcomeUnknownError,
  RejectedError,
  TransientError,
} from '../../../src/adapter-kit/errors.js';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aCaseNote } from '../../../test/adapter-kit/a-case-note.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { type Answer, AnsweringServer, type Received } from '../../../test/adapter-kit/answering-server.js';
import { CREATE, restAdapterFor } from '../../../test/adapters/rest-adapter-for.js';

const crm = AnsweringServer.forTests();

const writes = () => crm.received.filter(({ method }) => method !== 'GET').length;
/** Says yes to every write; `back` is what it answers to reading. */
const sayingYes =
  (back: () => Answer) =>
  ({ method }: Received): Answer =>
    method === 'GET' ? back() : { status: 201, body: { id: 17 } };

describe('a case that is read back', () => {
  const verify = {
    path: '/cases/{{ caseRef }}',
    case: 'body.case',
    fields: {
      reference: { is: 'custom[name = "ref"].value', shouldBe: 'request.id' },
      place: { is: 'place', shouldBe: '{"lat": request.point.lat, "lon": request.point.long}' },
      street: { is: 'street', shouldBe: 'request.address' },
    },
  };
  const request = aServiceRequest({ id: '26-00000007', point: { lat: 51.5, long: -0.1 }, address: undefined });
  const whole = { custom: [{ name: 'ref', value: '26-00000007' }], place: { lon: -0.1, lat: 51.5 }, street: 'anything' };
  const adapter = (otherwise?: string) =>
    restAdapterFor(crm, { create: { ...CREATE, verify: { ...verify, ...(otherwise && { otherwise }) } } });
  const creating = (back: () => Answer, otherwise?: string, context = aCallContext()) => {
    crm.answer = sayingYes(back);
    return adapter(otherwise).createCase(request, context);
  };

  it('is made when all that matters is as it was sent', async () => {
    await expect(creating(() => ({ body: { case: whole } }))).resolves.toBe('17');
    expect(crm.received.map(({ url }) => url)).toEqual(['/api/cases', '/api/cases/17']);
  });

  it.each<[string | undefined, new (...args: never[]) => AdapterError]>([
    [undefined, RejectedError],
    ['transient', TransientError],
    ['unknown', OutcomeUnknownError],
    ['misconfigured', MisconfiguredError],
  ])(
    'is a failure of the kind that the settings say where a field was dropped (%s), and the error names fields only',
    async (otherwise, expected) => {
      const failing = creating(() => ({ body: { case: { ...whole, custom: [], place: { lat: 51.5, lon: 0 } } } }), otherwise);
      await expect(failing).rejects.toBeInstanceOf(expected);
      await expect(failing).rejects.toThrow('the CRM said yes, but did not do it: reference, place (create.verify)');
      await expect(failing).rejects.not.toThrow(/51\.5|26-/);
    },
  );

  it('is not made again when it could not be read back: a retry only reads', async () => {
    const context = aCallContext();
    await expect(creating(() => ({ status: 503 }), undefined, context)).rejects.toBeInstanceOf(TransientError);
    await expect(creating(() => ({ body: { case: whole } }), undefined, context)).resolves.toBe('17');
    expect(writes()).toBe(1);
  });

  it('is neither called made nor refused where the answer holds nothing to compare', async () => {
    const context = aCallContext();
    await expect(creating(() => ({ body: { ok: true } }), undefined, context)).rejects.toThrow(
      'it could not be read back: create.verify.case finds nothing in the answer',
    );
    await expect(creating(() => ({ body: {} }))).rejects.toBeInstanceOf(OutcomeUnknownError);
  });

  it('is read back again later where the CRM takes its time', async () => {
    const context = aCallContext();
    await expect(creating(() => ({ body: {} }), 'transient', context)).rejects.toBeInstanceOf(TransientError);
    await expect(creating(() => ({ body: { case: whole } }), 'transient', context)).resolves.toBe('17');
    expect(writes()).toBe(1);
  });

  it('may be made again where a difference means unknown, and a look found nothing', async () => {
    const context = aCallContext();
    await expect(creating(() => ({ status: 200, body: {} }), 'unknown', context)).rejects.toBeInstanceOf(OutcomeUnknownError);
    await expect(creating(() => ({ body: { case: whole } }), 'unknown', context)).resolves.toBe('17');
    expect(writes()).toBe(2);
  });
});

describe('a note that is read back', () => {
  const note = {
    path: '/cases/{{ caseRef }}/notes',
    body: '{"text": note.text}',
    verify: {
      path: '/cases/{{ caseRef }}/notes',
      fields: { note: { is: '$exists(notes[ref = $note.id])', shouldBe: 'true' } },
      otherwise: 'unknown',
    },
  };
  const adding = (notes: unknown[], context = aCallContext()) => {
    crm.answer = sayingYes(() => ({ body: { notes } }));
    return restAdapterFor(crm, { note }).addNote!('C1', aCaseNote({ id: 'n-1' }), context);
  };

  it('is done when it is there, and sent again when it is not', async () => {
    await expect(adding([{ ref: 'n-1' }])).resolves.toBeUndefined();
    const context = aCallContext();
    await expect(adding([], context)).rejects.toBeInstanceOf(OutcomeUnknownError);
    await expect(adding([{ ref: 'n-1' }], context)).resolves.toBeUndefined();
    expect(writes()).toBe(3);
  });
});

describe('a status that is read back', () => {
  const update = {
    path: '/cases/{{ caseRef }}',
    body: 'change.closed ? {"state": 5}',
    verify: { path: '/cases/{{ caseRef }}', fields: { state: { is: 'state', shouldBe: '5' } } },
  };
  const updating = (status: 'closed' | 'open', back: Answer) => {
    crm.answer = ({ method }) => (method === 'GET' ? back : { status: 204 });
    return restAdapterFor(crm, { update }).updateCase!('C1', { id: 'u', status, writtenAt: new Date() }, aCallContext());
  };

  it('tells a 204 that did nothing from one that did', async () => {
    await expect(updating('closed', { body: { state: '5' } })).resolves.toBeUndefined();
    await expect(updating('closed', { body: { state: 1 } })).rejects.toBeInstanceOf(RejectedError);
  });

  it('is not read where nothing was sent', async () => {
    await expect(updating('open', { body: { state: 1 } })).resolves.toBeUndefined();
    expect(crm.received).toEqual([]);
  });
});
