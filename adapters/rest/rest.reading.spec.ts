import { MisconfiguredError, TransientError } from '../../src/adapter-kit/errors.js';
import { aCallContext } from '../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../test/adapter-kit/a-service-request.js';
import { type Answer, AnsweringServer } from '../../test/adapter-kit/answering-server.js';
import { restAdapterFor } from '../../test/adapters/rest-adapter-for.js';

const crm = AnsweringServer.forTests();

const adapter = (changes: Record<string, unknown> = {}) => restAdapterFor(crm, changes);

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

describe('a CRM that can not be searched by our reference', () => {
  const candidates = {
    path: '/cases',
    query: { createdSince: '{{ since }}' },
    list: 'body.cases',
    caseRef: 'id',
    createdAt: 'made',
    lat: 'place.lat',
    long: 'place.lon',
    sameService: 'category = $request.serviceCode',
  };
  const finding = (cases: unknown, changes = {}, context = aCallContext()) => {
    crm.answer = () => ({ body: { cases } });
    const since = new Date('2026-03-01T10:00:00Z');
    return adapter({ candidates: { ...candidates, ...changes } }).findCase(aServiceRequest(), since, context);
  };

  it('names the cases that may be the one sought, with what it tells of them', async () => {
    const made = '2026-03-01T11:00:00Z';
    const cases = [
      { id: 1, made, place: { lat: '51.5', lon: -0.1 }, category: 'pothole' },
      { id: 2, made, place: { lat: 51.5 }, category: 'tree' },
      { id: 3, made: '2026-03-01T09:59:59Z', category: 'pothole' },
      { id: 4 },
    ];
    await expect(finding(cases)).resolves.toEqual({
      is: 'unknowable',
      reason: expect.stringContaining('find'),
      candidates: [
        { caseRef: '1', createdAt: new Date(made), point: { lat: 51.5, long: -0.1 }, sameService: true },
        { caseRef: '2', createdAt: new Date(made), sameService: false },
        { caseRef: '4', sameService: false },
      ],
    });
    expect(crm.received[0]!.url).toBe('/api/cases?createdSince=2026-03-01T10%3A00%3A00.000Z');
  });

  it('tells nothing of what the settings don’t name, and of a date that can’t be read', async () => {
    const context = aCallContext();
    const bare = { createdAt: undefined, lat: undefined, long: undefined, sameService: undefined };
    await expect(finding([{ id: 1, made: 'now' }], bare)).resolves.toMatchObject({ candidates: [{ caseRef: '1' }] });
    const { candidates: found } = (await finding([{ id: 1, made: 'now' }], { sameService: undefined }, context)) as never;
    expect(found).toEqual([{ caseRef: '1' }]);
    expect(context.logged).toMatchObject([{ caseRef: '1', date: 'now' }]);
  });

  it.each([[undefined], [[{ name: 'no id' }]]])('is misconfigured where the answer does not fit: %j', async (cases) => {
    await expect(finding(cases)).rejects.toBeInstanceOf(MisconfiguredError);
    await expect(finding(cases)).rejects.toThrow('"candidates"');
  });

  it('is asked again where it could not be asked', async () => {
    crm.answer = () => ({ status: 503 });
    await expect(adapter({ candidates }).findCase(aServiceRequest(), new Date(), aCallContext())).rejects.toBeInstanceOf(
      TransientError,
    );
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

  it('lets no bad item stop the others, and lists it for a person by its names alone', async () => {
    const items = [
      { s: 'open', note: 'private' },
      { id: 'C1', s: 'open', at: 'yesterday' },
      { id: 'C2' },
      'text',
      { id: 'C3', s: 'closed' },
    ];
    const page = await reading({ items });
    expect(page.changes).toEqual([
      { caseRef: 'C1', status: 'open' },
      { caseRef: 'C3', status: 'closed' },
    ]);
    expect(page.doubts).toMatchObject([
      { reason: 'it names no case', summary: 'a changed case with s, note' },
      { reason: 'it says nothing of its status', summary: 'a changed case with id', caseRef: 'C2' },
      { reason: 'it names no case', summary: 'a changed case with string' },
    ]);
    const again = await reading({ items: items.slice(0, 1) });
    expect(again.doubts![0]!.id).toBe(page.doubts![0]!.id);
  });

  it('tells what became of a case that has no status any more, and of one that is known by our id alone', async () => {
    const told = {
      renumberedTo: 'now',
      mergedInto: 'into',
      deleted: 'gone',
      requestId: 'ours',
      changeId: 'entry',
      mediaUrls: 'photos',
      customerReference: 'number',
    };
    const items = [
      { id: 'C1', now: 'C7' },
      { id: 'C2', into: 9, entry: 41, number: 'CD-2' },
      { id: 'C3', gone: true },
      { ours: '26-00000007', s: 'open', photos: ['https://crm.example/1.jpg'] },
      { id: 'C5', s: 'open', now: 'C5', into: 'C5', gone: false, photos: [] },
      { id: 'C6', gone: 'yes' },
      { s: 'open' },
    ];
    const page = await reading({ items }, told);
    expect(page.changes).toEqual([
      { caseRef: 'C1', status: '', renumberedTo: 'C7' },
      { caseRef: 'C2', status: '', mergedInto: '9', changeId: '41', customerReference: 'CD-2' },
      { caseRef: 'C3', status: '', deleted: true },
      { caseRef: '', status: 'open', requestId: '26-00000007', mediaUrls: ['https://crm.example/1.jpg'] },
      { caseRef: 'C5', status: 'open' },
    ]);
    expect(page.doubts).toMatchObject([{ caseRef: 'C6' }, { reason: 'it names no case' }]);
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

  it('knows "no such case" by a code, where the status says something else', async () => {
    crm.answer = () => ({ body: { Error: { ErrorCode: 'TicketGet.AccessDenied' } } });
    const none = 'body.Error.ErrorCode = "TicketGet.AccessDenied"';
    const errors = [{ when: '$exists(body.Error)', kind: 'misconfigured' }];
    await expect(adapter({ status: { ...status, none }, errors }).fetchStatus!('C1', aCallContext())).resolves.toBeUndefined();
    await expect(adapter({ status, errors }).fetchStatus!('C1', aCallContext())).rejects.toBeInstanceOf(MisconfiguredError);
  });

  it('does not invent a status', async () => {
    crm.answer = () => ({ body: { other: 1 } });
    await expect(adapter({ status }).fetchStatus!('C1', aCallContext())).rejects.toThrow(/status\.status finds nothing/);
  });
});
