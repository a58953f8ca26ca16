import {
  MisconfiguredError,
  OutcomeUnknownError,
  RejectedError,
  TransientError,
  UnavailableError,
} from '../../src/adapter-kit/errors.js';
import { aCallContext } from '../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../test/adapter-kit/a-service-request.js';
import { validated } from '../../test/adapter-kit/adapter-bench.js';
import { type Answer, AnsweringServer } from '../../test/adapter-kit/answering-server.js';
import { rest } from './rest.adapter.js';
import { RestSettings } from './rest.settings.js';

let crm: AnsweringServer;
beforeAll(async () => {
  crm = await AnsweringServer.start();
});
beforeEach(() => crm.reset());
afterAll(() => crm.close());

const create = { path: '/cases', body: '{"id": request.id}', caseRef: 'body.id' };
const adapter = (changes: Record<string, unknown> = {}) => {
  const settings = { baseUrl: `${crm.url}/api/`, auth: { kind: 'none' }, check: { path: '/me' }, create };
  return rest.create(validated(RestSettings, { ...settings, ...changes }));
};
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
    [302, MisconfiguredError],
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

  it('leaves the outcome open when it is neither the success that was described nor an error', async () => {
    const success = 'body.state = "created"';
    await expect(creating({ body: { id: 5, state: 'queued' } }, { create: { ...create, success } })).rejects.toBeInstanceOf(
      OutcomeUnknownError,
    );
    await expect(creating({ body: { id: 5, state: 'created' } }, { create: { ...create, success } })).resolves.toBe('5');
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

describe('looking for a case', () => {
  const find = {
    path: '/cases',
    query: { q: '{{ request.id }}', since: '{{ since }}' },
    list: 'body.hits',
    matches: 'reference = $request.id',
    caseRef: 'id',
  };
  const finding = (answer: Answer, context = aCallContext()) => {
    crm.answer = () => answer;
    return adapter({ find }).findCase(aServiceRequest({ id: '26-00000007' }), new Date('2026-03-01T10:00:00Z'), context);
  };

  it('asks with our reference and the moment from which on', async () => {
    await finding({ body: { hits: [] } });
    expect(crm.received[0]!.url).toBe('/api/cases?q=26-00000007&since=2026-03-01T10%3A00%3A00.000Z');
  });

  it('passes over what a search brought beside it', async () => {
    const hits = [{ id: 1, reference: '26-000000077' }, { id: 2, reference: '26-00000007' }, { id: 3 }];
    await expect(finding({ body: { hits } })).resolves.toEqual({ is: 'found', caseRef: '2' });
  });

  it('takes the first of two, and says so in the log', async () => {
    const context = aCallContext();
    const hits = [
      { id: 1, reference: '26-00000007' },
      { id: 2, reference: '26-00000007' },
    ];
    await expect(finding({ body: { hits } }, context)).resolves.toEqual({ is: 'found', caseRef: '1' });
    expect(context.logged).toEqual([expect.objectContaining({ others: ['2'] })]);
  });

  it.each([
    [{ body: {} }],
    [{ body: { hits: null } }],
    [{ body: { hits: [{ reference: '26-00000007' }] } }],
    [{ status: 404, body: {} }],
  ])('calls no case absent by an answer it does not understand: %j', async (answer) => {
    await expect(finding(answer)).rejects.toBeInstanceOf(MisconfiguredError);
  });
});

describe('reading what changed', () => {
  const changes = {
    path: '/changes',
    query: { from: '{{ from }}', page: '{{ page }}' },
    list: 'body.items',
    caseRef: 'id',
    status: 's',
    changedAt: 'at',
  };
  const window = { from: new Date('2026-03-01T10:00:00Z'), to: new Date('2026-03-01T11:00:00Z') };
  const reading = (body: unknown, more: Record<string, unknown> = {}, page?: string, context = aCallContext()) => {
    crm.answer = () => ({ body });
    return adapter({ changes: { ...changes, ...more } }).fetchChanges!(window, page, context);
  };

  it('reads dates with a zone, without one as UTC, and in milliseconds', async () => {
    const at = ['2026-03-01T10:30:00Z', '2026-03-01T11:30:00+01:00', '2026-03-01 10:30:00', Date.UTC(2026, 2, 1, 10, 30)];
    const { changes: found } = await reading({ items: at.map((each, id) => ({ id, s: 'open', at: each })) });
    expect(found.map(({ changedAt }) => changedAt?.toISOString())).toEqual(Array(4).fill('2026-03-01T10:30:00.000Z'));
  });

  it('leaves out what lies outside the window, both ends being in it', async () => {
    const at = ['2026-03-01T09:59:59.999Z', '2026-03-01T10:00:00Z', '2026-03-01T11:00:00Z', '2026-03-01T11:00:00.001Z'];
    const { changes: found } = await reading({ items: at.map((each, id) => ({ id: `C${id}`, s: 'open', at: each })) });
    expect(found.map(({ caseRef }) => caseRef)).toEqual(['C1', 'C2']);
  });

  it('lets no bad item stop the others', async () => {
    const context = aCallContext();
    const items = [{ s: 'open' }, { id: 'C1', s: 'open', at: 'yesterday' }, { id: 'C2' }, 'text', { id: 'C3', s: 'closed' }];
    const { changes: found } = await reading({ items }, {}, undefined, context);
    expect(found).toEqual([
      { caseRef: 'C1', status: 'open' },
      { caseRef: 'C3', status: 'closed' },
    ]);
    expect(context.logged).toHaveLength(4);
  });

  it('counts pages where the CRM does not', async () => {
    const counted = { firstPage: '1', nextPage: '$count(body.items) = 2 ? $number($page) + 1' };
    const full = {
      items: [
        { id: 1, s: 'a' },
        { id: 2, s: 'a' },
      ],
    };
    expect((await reading(full, counted)).nextPage).toBe('2');
    expect(crm.received[0]!.url).toContain('page=1');
    expect((await reading(full, counted, '2')).nextPage).toBe('3');
    expect(crm.received[1]!.url).toContain('page=2');
    expect((await reading({ items: [{ id: 1, s: 'a' }] }, counted, '3')).nextPage).toBeUndefined();
  });

  it('follows the URL of a next page on the same host, and takes our credentials to no other', async () => {
    const linked = { nextPage: 'body.next', nextPageIs: 'url' };
    const next = `${crm.url}/other?cursor=a%2Fb`;
    expect((await reading({ items: [], next }, linked)).nextPage).toBe(next);
    await reading({ items: [], next: null }, linked, next);
    expect(crm.received[1]!.url).toBe('/other?cursor=a%2Fb');
    await expect(reading({ items: [] }, linked, 'http://elsewhere.invalid/cases')).rejects.toBeInstanceOf(MisconfiguredError);
  });

  it('ends where the CRM names the same page again', async () => {
    expect((await reading({ items: [], next: 'x' }, { nextPage: 'body.next' }, 'x')).nextPage).toBeUndefined();
  });

  it('takes an answer without a list for no list, not for an empty one', async () => {
    await expect(reading({ message: 'hello' })).rejects.toBeInstanceOf(MisconfiguredError);
    await expect(reading({ items: [] })).resolves.toEqual({ changes: [], nextPage: undefined });
  });
});

describe('reading one case', () => {
  const status = { path: '/cases/{{ caseRef }}', status: 's' };
  it('knows "no such case" by the statuses of the settings', async () => {
    crm.answer = () => ({ status: 400, body: {} });
    await expect(adapter({ status: { ...status, notFound: [400] } }).fetchStatus!('C1', aCallContext())).resolves.toBeUndefined();
    await expect(adapter({ status }).fetchStatus!('C1', aCallContext())).rejects.toBeInstanceOf(MisconfiguredError);
  });

  it('does not invent a status', async () => {
    crm.answer = () => ({ body: { other: 1 } });
    await expect(adapter({ status }).fetchStatus!('C1', aCallContext())).rejects.toThrow(/status\.status finds nothing/);
  });
});
