import { MisconfiguredError, TransientError } from '../../../src/adapter-kit/errors.js';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { type Answer, AnsweringServer, type Received } from '../../../test/adapter-kit/answering-server.js';
import { restAdapterFor } from '../../../test/adapters/rest-adapter-for.js';

const crm = AnsweringServer.forTests();

type Given = Readonly<Record<string, unknown>>;

const window = { from: new Date('2026-03-01T10:00:00Z'), to: new Date('2026-03-01T11:00:00Z') };
const changes = { path: '/changed', list: 'body.ids', caseRef: 'id', status: 's' };
const each = { path: '/cases/{{ id }}', query: { full: '1' }, case: 'body.case' };

/** A CRM that lists ids, and tells of a case when it is asked for it. */
const ids =
  (listed: readonly unknown[], told: (id: string) => Answer = (id) => ({ body: { case: { id, s: 'open' } } })) =>
  ({ url }: Received): Answer => {
    const [, id] = /^\/api\/cases\/([^?]+)\?full=1$/.exec(url) ?? [];
    return id === undefined ? { body: { ids: listed } } : told(decodeURIComponent(id));
  };

async function pages(more: Given): Promise<string[][]> {
  const adapter = restAdapterFor(crm, { changes: { ...changes, each: { ...each, ...more } } });
  const read: string[][] = [];
  let page: string | undefined;
  do {
    const { changes: found, nextPage } = await adapter.fetchChanges!(window, page, aCallContext());
    read.push(found.map(({ caseRef }) => caseRef));
    page = nextPage;
  } while (page !== undefined);
  return read;
}

describe('a list of ids alone', () => {
  it('is read case by case, each once, and so many at a time as the host can write', async () => {
    crm.answer = ids([7, 'B/2', 7, 9]);
    expect(await pages({ most: 2 })).toEqual([['7', 'B/2'], ['9']]);
    expect(crm.received.map(({ url }) => url)).toEqual([
      '/api/changed',
      '/api/cases/7?full=1',
      '/api/cases/B%2F2?full=1',
      '/api/cases/9?full=1',
    ]);
  });

  it('may hold the ids inside of something', async () => {
    crm.answer = ids([{ _url: '/cases/5' }, { _url: '/cases/6' }]);
    expect(await pages({ id: '$substringAfter(_url, "/cases/")' })).toEqual([['5', '6']]);
  });

  it('asks for no more cases at once than the settings say', async () => {
    crm.answer = ids(Array.from({ length: 20 }, (_, index) => index + 1));
    const context = aCallContext();
    let [now, most] = [0, 0];
    const counting = (http: typeof context.http): typeof context.http => ({
      ...http,
      hide: (secret) => http.hide(secret),
      using: (settings) => counting(http.using(settings)),
      request: async (request) => {
        most = Math.max(most, (now += 1));
        return http.request(request).finally(() => (now -= 1));
      },
    });
    const adapter = restAdapterFor(crm, { changes: { ...changes, each: { ...each, atOnce: 3 } } });
    const page = await adapter.fetchChanges!(window, undefined, { ...context, http: counting(context.http) });
    expect(page.changes).toHaveLength(20);
    expect(most).toBe(3);
  });

  it('passes over a case that has gone meanwhile', async () => {
    crm.answer = ids([1, 2, 3], (id) => (id === '2' ? { status: 404, body: {} } : { body: { case: { id, s: 'open' } } }));
    expect(await pages({})).toEqual([['1', '3']]);
    crm.answer = ids([1, 2, 3], (id) => ({ body: id === '2' ? { error: 'AccessDenied' } : { case: { id, s: 'open' } } }));
    expect(await pages({ none: 'body.error = "AccessDenied"' })).toEqual([['1', '3']]);
  });

  it('is not taken for read when one case can not be read', async () => {
    crm.answer = ids([1, 2, 3], (id) => (id === '2' ? { status: 503 } : { body: { case: { id, s: 'open' } } }));
    await expect(pages({})).rejects.toBeInstanceOf(TransientError);
    crm.answer = ids([1, { name: 'no id' }]);
    await expect(pages({ id: 'id' })).rejects.toBeInstanceOf(MisconfiguredError);
  });
});

it('a search that brings ids looks into each case for our reference', async () => {
  const find = { path: '/search', list: 'body.ids', matches: 'ref = $request.id', caseRef: 'id', each: { ...each, most: 1 } };
  crm.answer = ids([1, 2, 3], (id) => ({ body: { case: { id, ref: id === '2' ? '26-00000007' : 'another' } } }));
  const finding = (id: string) =>
    restAdapterFor(crm, { find }).findCase(aServiceRequest({ id }), new Date('2026-03-01'), aCallContext());
  await expect(finding('26-00000007')).resolves.toEqual({ is: 'found', caseRef: '2' });
  await expect(finding('26-00000008')).resolves.toEqual({ is: 'absent' });
});

describe('a CRM that takes nothing but POST, and answers everything with 200', () => {
  const api = {
    method: 'POST',
    success: 'body.ok = true',
    list: 'body.ids',
    caseRef: 'id',
    each: {
      path: '/get',
      method: 'POST',
      body: '{"id": $number(id)}',
      none: 'body.code = 4',
      success: 'body.ok = true',
      case: 'body.case',
    },
  };
  const telling =
    (gone: number, failing?: number) =>
    ({ url, body }: Received): Answer => {
      const { id, page } = JSON.parse(body) as { id?: number; page?: number };
      if (url !== '/api/get') return { body: { ok: true, ids: page === 1 ? [3] : [1, 2], more: page === 0 } };
      if (id === gone) return { body: { ok: false, code: 4 } };
      return { body: id === failing ? { ok: false, code: 5 } : { ok: true, case: { id, s: 'open', ext: `26-0000000${id}` } } };
    };
  const POSTED = {
    ...changes,
    ...api,
    body: '{"page": $number(page)}',
    firstPage: '0',
    nextPage: 'body.more ? $number($page) + 1',
  };
  const reading = async () => {
    const adapter = restAdapterFor(crm, { changes: POSTED });
    const { changes: first, nextPage } = await adapter.fetchChanges!(window, undefined, aCallContext());
    const second = await adapter.fetchChanges!(window, nextPage, aCallContext());
    return [...first, ...second.changes].map(({ caseRef }) => caseRef);
  };

  it('tells its changes page by page and case by case, without those that have gone', async () => {
    crm.answer = telling(2);
    expect(await reading()).toEqual(['1', '3']);
  });

  it('passes over no case that it fails to tell', async () => {
    crm.answer = telling(2, 1);
    await expect(reading()).rejects.toThrow(
      'changes.each.success is not true of the answer, and no rule of errors fits it: HTTP 200: ',
    );
  });

  it('finds a case by what is read of each', async () => {
    crm.answer = telling(1);
    const find = { path: '/search', body: '{"ext": request.id}', matches: 'ext = $request.id', ...api };
    const found = restAdapterFor(crm, { find }).findCase(aServiceRequest({ id: '26-00000002' }), new Date(), aCallContext());
    await expect(found).resolves.toEqual({ is: 'found', caseRef: '2' });
  });
});
