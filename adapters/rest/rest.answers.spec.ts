import {
  MisconfiguredError,
  OutcomeUnknownError,
  RejectedError,
  TransientError,
  UnavailableError,
} from '../../src/adapter-kit/errors.js';
import { aCallContext } from '../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../test/adapter-kit/a-service-request.js';
import { type Answer, AnsweringServer } from '../../test/adapter-kit/answering-server.js';
import { CREATE as create, restAdapterFor } from '../../test/adapters/rest-adapter-for.js';

const crm = AnsweringServer.forTests();

const adapter = (changes: Record<string, unknown> = {}) => restAdapterFor(crm, changes);
const creating = (answer: Answer, changes: Record<string, unknown> = {}): Promise<unknown> => {
  crm.answer = () => answer;
  return adapter(changes).createCase(aServiceRequest(), aCallContext());
};

describe('an answer to a create', () => {
  it.each([
    [400, RejectedError],
    [401, MisconfiguredError],
    [403, MisconfiguredError],
    [404, MisconfiguredError],
    [405, MisconfiguredError],
    [409, RejectedError],
    [422, RejectedError],
    [429, TransientError],
    [503, TransientError],
    [500, OutcomeUnknownError],
    [502, OutcomeUnknownError],
    [504, OutcomeUnknownError],
    [302, OutcomeUnknownError],
    [303, OutcomeUnknownError],
    [307, MisconfiguredError],
  ])('of status %d has a meaning by itself', async (status, expected) => {
    const headers = { location: `${crm.url}/login` };
    await expect(creating({ status, headers, body: { error: 'no' } })).rejects.toBeInstanceOf(expected);
    expect(crm.received).toHaveLength(1);
  });

  it('that an address made of the request is not there speaks of the request', async () => {
    const answer = creating({ status: 404 }, { create: { ...create, path: '/services/{{ request.serviceCode }}/cases' } });
    await expect(answer).rejects.toBeInstanceOf(RejectedError);
  });

  it('passes on how long to wait', async () => {
    await expect(creating({ status: 503, headers: { 'retry-after': '120' } })).rejects.toMatchObject({ retryAfterMs: 120_000 });
  });

  it('says in an error what the CRM said, where the settings tell where that stands', async () => {
    const body = { errors: ['category: unknown', 'place: missing'] };
    await expect(creating({ status: 422, body }, { errorMessage: "$join(body.errors, '; ')" })).rejects.toThrow(
      'HTTP 422: category: unknown; place: missing',
    );
    await expect(creating({ status: 422, body: 'plain words' })).rejects.toThrow('HTTP 422: plain words');
  });

  it('with 200 and an error inside is what the first rule that fits says', async () => {
    const errors = [
      { when: 'body.code = 17', kind: 'unavailable', message: '"closed until " & body.until' },
      { status: [200], when: '$exists(body.code)', kind: 'rejected' },
    ];
    await expect(creating({ body: { code: 17, until: '8:00' } }, { errors })).rejects.toThrow(UnavailableError);
    await expect(creating({ body: { code: 17, until: '8:00' } }, { errors })).rejects.toThrow('closed until 8:00');
    await expect(creating({ body: { code: 18 } }, { errors })).rejects.toBeInstanceOf(RejectedError);
    await expect(creating({ body: { id: 5 } }, { errors })).resolves.toBe('5');
  });

  it('may be looked at as text, where it is no JSON', async () => {
    const errors = [{ when: '$contains(text, "maintenance")', kind: 'unavailable' }];
    await expect(creating({ body: '<h1>maintenance</h1>' }, { errors })).rejects.toBeInstanceOf(UnavailableError);
  });

  it('says which section an answer is to, and that its success is not true', async () => {
    const success = 'body.ok = true';
    await expect(creating({ body: { ok: false } }, { create: { ...create, success } })).rejects.toThrow(
      'create.success is not true of the answer, and no rule of errors fits it: HTTP 200: 12 characters of no declared type to create',
    );
  });

  it('leaves the outcome open when it is neither the success that was described nor an error', async () => {
    const success = 'body.state = "created"';
    await expect(creating({ body: { id: 5, state: 'queued' } }, { create: { ...create, success } })).rejects.toBeInstanceOf(
      OutcomeUnknownError,
    );
    await expect(creating({ body: { id: 5, state: 'created' } }, { create: { ...create, success } })).resolves.toBe('5');
  });

  it('that says that the case exists already is looked at for its reference, and else the case is looked for', async () => {
    const errors = [{ status: [409], when: 'body.code = 137', kind: 'exists' }];
    const again = { status: 409, body: { code: 137, of: 'C-8' } };
    await expect(creating(again, { errors, create: { ...create, existing: 'body.of' } })).resolves.toBe('C-8');
    await expect(creating(again, { errors, create: { ...create, existing: 'body.other' } })).rejects.toBeInstanceOf(
      OutcomeUnknownError,
    );
    await expect(creating(again, { errors })).rejects.toBeInstanceOf(OutcomeUnknownError);
  });

  it.each<[string, Answer, Record<string, unknown>, new (...args: never[]) => Error]>([
    [
      'a bad login as 404',
      { status: 404, body: { code: 101 } },
      { status: [404], when: 'body.code = 101', kind: 'misconfigured' },
      MisconfiguredError,
    ],
    [
      'a bad login as 400',
      { status: 400, body: { code: 209 } },
      { status: [400], when: 'body.code = 209', kind: 'misconfigured' },
      MisconfiguredError,
    ],
    [
      'an error inside of 200',
      { body: { Error: { ErrorCode: 'Ticket.Invalid' } } },
      { when: '$exists(body.Error)', kind: 'rejected' },
      RejectedError,
    ],
    [
      'one of several free texts',
      { body: ['Subject set', "Status 'gone' isn't a valid status"] },
      { when: '$exists(body[$contains($, "a valid")])', kind: 'rejected', message: 'body[$contains($, "a valid")]' },
      RejectedError,
    ],
  ])('knows %s by its rule', async (_what, answer, rule, expected) => {
    await expect(creating(answer, { errors: [rule] })).rejects.toBeInstanceOf(expected);
  });

  it('may be a redirect that names the case, where the settings call that a success', async () => {
    const made = { ...create, success: 'status = 303', caseRef: "$substringAfter(headers.location, '/cases/')" };
    await expect(creating({ status: 303, headers: { location: '/api/cases/C-9' } }, { create: made })).resolves.toBe('C-9');
  });

  it.each([[{ body: {} }], [{ body: { id: '' } }], [{ body: { id: { nested: 1 } } }], [{ status: 204 }]])(
    'without a reference leaves the outcome open: %j',
    async (answer) => {
      await expect(creating(answer)).rejects.toBeInstanceOf(OutcomeUnknownError);
    },
  );
});

describe('a call of the rest adapter', () => {
  const sent = async (changes: Record<string, unknown>, request = aServiceRequest(), context = aCallContext()) => {
    crm.answer = () => ({ body: { id: 1 } });
    await adapter(changes).createCase(request, context);
    return crm.received[0]!;
  };

  it.each([
    [{ kind: 'none' }, undefined],
    [{ kind: 'basic', username: 'ada', password: 'p:w' }, `Basic ${Buffer.from('ada:p:w').toString('base64')}`],
    [{ kind: 'bearer', token: 'abc' }, 'Bearer abc'],
    [{ kind: 'apiKey', header: 'Authorization', value: 'token abc' }, 'token abc'],
  ])('says who we are by %j', async (auth, expected) => {
    expect((await sent({ auth })).headers.authorization).toBe(expected);
  });

  it('carries the headers of the settings and the idempotency key', async () => {
    const changes = {
      headers: { 'X-Tenant': 'riverton' },
      create: { ...create, idempotencyHeader: 'Idempotency-Key', method: 'PUT' },
    };
    const { headers, method } = await sent(changes, aServiceRequest(), aCallContext({ idempotencyKey: 'key-1' }));
    expect(headers).toMatchObject({ 'x-tenant': 'riverton', 'idempotency-key': 'key-1', 'content-type': 'application/json' });
    expect(method).toBe('PUT');
  });

  it('encodes what a resident wrote, in the path and in the query', async () => {
    const path = '/places/{{ request.address }}/cases';
    const { url } = await sent(
      { create: { ...create, path, query: { q: '{{ request.description }}', empty: '{{ request.group }}' } } },
      aServiceRequest({ address: '1/2 Mill? Lane#', description: 'a&b=c d+é', group: undefined }),
    );
    expect(url).toBe('/api/places/1%2F2%20Mill%3F%20Lane%23/cases?q=a%26b%3Dc+d%2B%C3%A9');
  });

  it('is not made when what a resident wrote would lead it elsewhere', async () => {
    for (const address of ['..', '.', undefined]) {
      const call = adapter({ create: { ...create, path: '/places/{{ request.address }}/cases' } }).createCase(
        aServiceRequest({ address }),
        aCallContext(),
      );
      await expect(call).rejects.toBeInstanceOf(RejectedError);
    }
    expect(crm.received).toEqual([]);
  });

  it('is not made when the body can not be mapped for this one request', async () => {
    for (const body of ['$number(request.description)', 'request.nothing', '($f := function($n) { $f($n + 1) + 1 }; $f(1))']) {
      await expect(adapter({ create: { ...create, body } }).createCase(aServiceRequest(), aCallContext())).rejects.toBeInstanceOf(
        RejectedError,
      );
    }
    expect(crm.received).toEqual([]);
  });
});

describe('what the settings leave out', () => {
  it('the adapter does not pretend to do', async () => {
    const bare = adapter();
    expect(bare.fetchStatus).toBeUndefined();
    expect(bare.fetchChanges).toBeUndefined();
    await expect(bare.findCase(aServiceRequest(), new Date(), aCallContext())).resolves.toMatchObject({
      is: 'unknowable',
      reason: expect.stringContaining('find'),
    });
  });
});
