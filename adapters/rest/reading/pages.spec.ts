import { MisconfiguredError, TransientError } from '../../../src/adapter-kit/errors.js';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aCaseNote } from '../../../test/adapter-kit/a-case-note.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { type Answer, AnsweringServer, type Received } from '../../../test/adapter-kit/answering-server.js';
import { restAdapterFor } from '../../../test/adapters/rest-adapter-for.js';

const crm = AnsweringServer.forTests();

type Given = Readonly<Record<string, unknown>>;

const CHANGES = { path: '/changes', query: { page: '{{ page }}' }, list: 'body.items', caseRef: 'id', status: 's' };
const window = { from: new Date('2026-03-01T10:00:00Z'), to: new Date('2026-03-01T11:00:00Z') };
const item = (id: number) => ({ id, s: 'open' });
const paramsOf = ({ url }: Received) => new URL(url, 'http://crm').searchParams;
const asked = () => crm.received.map(({ url }) => url.replace('/api/changes', ''));

/** Goes on as the host does, until there is no next page. */
async function readAll(more: Given, answer: (request: Received) => Answer): Promise<string[]> {
  crm.answer = answer;
  const adapter = restAdapterFor(crm, { changes: { ...CHANGES, ...more } });
  const refs: string[] = [];
  let page: string | undefined;
  do {
    const { changes, nextPage } = await adapter.fetchChanges!(window, page, aCallContext());
    refs.push(...changes.map(({ caseRef }) => caseRef));
    page = nextPage;
  } while (page !== undefined);
  return refs;
}

/** A CRM with five cases that gives two at once, however many are asked for. */
const slice = (from: number) => [1, 2, 3, 4, 5].slice(from, from + 2).map(item);

describe('a list in pages is read to its end', () => {
  it('by numbers, until a page is empty', async () => {
    const refs = await readAll({ nextPageIs: 'number' }, (request) => ({
      body: { items: slice((Number(paramsOf(request).get('page')) - 1) * 2) },
    }));
    expect(refs).toEqual(['1', '2', '3', '4', '5']);
    expect(asked()).toEqual(['?page=1', '?page=2', '?page=3', '?page=4']);
  });

  it('by offset, counting what came and not what was asked for, until the total is reached', async () => {
    const query = { start: '{{ page }}', limit: '1000' };
    const refs = await readAll({ query, nextPageIs: 'offset', total: 'body.total' }, (request) => ({
      body: { items: slice(Number(paramsOf(request).get('start'))), total: 5 },
    }));
    expect(refs).toEqual(['1', '2', '3', '4', '5']);
    expect(asked()).toEqual(['?start=0&limit=1000', '?start=2&limit=1000', '?start=4&limit=1000']);
  });

  it('by a cursor', async () => {
    const next: Record<string, string | undefined> = { '': 'a/b', 'a/b': 'c' };
    const refs = await readAll({ nextPage: 'body.cursor' }, (request) => {
      const page = paramsOf(request).get('page') ?? '';
      return { body: { items: [{ id: `C${page}`, s: 'open' }], cursor: next[page] ?? null } };
    });
    expect(refs).toEqual(['C', 'Ca/b', 'Cc']);
  });

  it('by the Link header', async () => {
    const refs = await readAll({ nextPageIs: 'link' }, ({ url }) => {
      const isLast = url.includes('page=2');
      const link = `<${crm.url}/api/changes?page=1>; rel="first", </api/changes?page=2>; title="a, b"; rel="next"`;
      return { body: { items: [item(isLast ? 2 : 1)] }, ...(!isLast && { headers: { link } }) };
    });
    expect(refs).toEqual(['1', '2']);
    expect(crm.received[1]!.url).toBe('/api/changes?page=2');
  });

  it.each([
    ['whole', (url: string) => `${url}/other?cursor=a%2Fb`, '/other?cursor=a%2Fb'],
    ['from the root on', () => '/other?cursor=1', '/other?cursor=1'],
    ['a query alone', () => '?cursor=1', '/api/changes?cursor=1'],
  ])('by a URL that is %s', async (_what, next, expected) => {
    const refs = await readAll({ nextPage: 'body.next', nextPageIs: 'url' }, ({ url }) =>
      url.includes('cursor') ? { body: { items: [item(2)] } } : { body: { items: [item(1)], next: next(crm.url) } },
    );
    expect(refs).toEqual(['1', '2']);
    expect(crm.received[1]!.url).toBe(expected);
  });

  it('by an expression, where it is counted in another way', async () => {
    const counted = { firstPage: '0', nextPage: '$count(body.items) = 2 ? $number($page) + 1' };
    const refs = await readAll(counted, (request) => ({ body: { items: slice(Number(paramsOf(request).get('page')) * 2) } }));
    expect(refs).toEqual(['1', '2', '3', '4', '5']);
  });
});

describe('pages that lead nowhere are a failure, not an end', () => {
  it.each<[string, Given, (request: Received) => Answer, RegExp]>([
    ['the same cursor again', { nextPage: 'body.next' }, () => ({ body: { items: [item(1)], next: 'x' } }), /round in circles/],
    [
      'a cursor that comes again later',
      { nextPage: 'body.next' },
      (request) => {
        const next: Record<string, string> = { a: 'b', b: 'c', c: 'a' };
        const page = paramsOf(request).get('page');
        return { body: { items: [{ id: page ?? 'first', s: 'open' }], next: page ? next[page] : 'a' } };
      },
      /"a" comes again after 4 pages/,
    ],
    ['a page number that is not heeded', { nextPageIs: 'number' }, () => ({ body: { items: [item(1)] } }), /does not heed/],
    [
      'more pages than there can be',
      { nextPageIs: 'number', mostPages: 3 },
      (request) => ({ body: { items: [item(Number(paramsOf(request).get('page')))] } }),
      /more than 3 pages/,
    ],
    [
      'a next page on another host',
      { nextPage: 'body.next', nextPageIs: 'url' },
      () => ({ body: { items: [item(1)], next: 'http://elsewhere.invalid/cases?page=2' } }),
      /another host/,
    ],
    [
      'a Link header to another host',
      { nextPageIs: 'link' },
      () => ({ body: { items: [item(1)] }, headers: { link: '<//elsewhere.invalid/cases?page=2>; rel=next' } }),
      /another host/,
    ],
    [
      'a total that is not there',
      { nextPageIs: 'offset', total: 'body.total' },
      () => ({ body: { items: [item(1)] } }),
      /changes\.total/,
    ],
  ])('%s', async (_what, more, answer, words) => {
    const reading = readAll(more, answer);
    await expect(reading).rejects.toBeInstanceOf(MisconfiguredError);
    await expect(reading).rejects.toThrow(words);
  });

  it('says that there may be more where the CRM lists as many as it ever does', async () => {
    crm.answer = () => ({ body: { items: [item(1), item(2)] } });
    const pageOf = (cap: number) =>
      restAdapterFor(crm, { changes: { ...CHANGES, cap } }).fetchChanges!(window, undefined, aCallContext());
    await expect(pageOf(2)).resolves.toMatchObject({ isCapped: true });
    expect(await pageOf(3)).not.toHaveProperty('isCapped');
  });
});

describe('looking for a case', () => {
  const find = { path: '/cases', query: { page: '{{ page }}' }, list: 'body.items', matches: 'ref = $request.id', caseRef: 'id' };
  const finding = (more: Given, answer: (request: Received) => Answer) => {
    crm.answer = answer;
    const request = aServiceRequest({ id: '26-00000007' });
    return restAdapterFor(crm, { find: { ...find, ...more } }).findCase(request, new Date(), aCallContext());
  };

  it('goes through the pages until it is there, and no further', async () => {
    const answer = (request: Received) => {
      const page = Number(paramsOf(request).get('page'));
      return { body: { items: page > 4 ? [] : [{ id: page, ref: page === 3 ? '26-00000007' : 'another' }] } };
    };
    await expect(finding({ nextPageIs: 'number' }, answer)).resolves.toEqual({ is: 'found', caseRef: '3' });
    expect(crm.received).toHaveLength(3);
    await expect(finding({ nextPageIs: 'number', matches: 'false' }, answer)).resolves.toEqual({ is: 'absent' });
  });

  it('calls nothing absent when a page can not be read, or the list may be cut off', async () => {
    const failing = (request: Received) =>
      paramsOf(request).get('page') === '2' ? { status: 503 } : { body: { items: [{ id: 1, ref: 'another' }] } };
    await expect(finding({ nextPageIs: 'number' }, failing)).rejects.toBeInstanceOf(TransientError);
    await expect(finding({ cap: 1 }, () => ({ body: { items: [{ id: 1, ref: 'another' }] } }))).resolves.toMatchObject({
      is: 'unknowable',
      reason: expect.stringContaining('find.cap'),
    });
  });

  it('takes for absent what the settings call an answer with nothing in it', async () => {
    await expect(finding({ none: '$string(body) = "{}"' }, () => ({ body: {} }))).resolves.toEqual({ is: 'absent' });
    await expect(finding({}, () => ({ body: {} }))).rejects.toBeInstanceOf(MisconfiguredError);
  });

  it('can be asked by a body, in the query language of the CRM', async () => {
    const body = '{"where": {"reference": request.id}, "after": page}';
    await finding({ method: 'POST', body, query: {} }, () => ({ body: { items: [] } }));
    expect(crm.received[0]).toMatchObject({ method: 'POST', url: '/api/cases' });
    expect(JSON.parse(crm.received[0]!.body)).toEqual({ where: { reference: '26-00000007' }, after: '' });
  });
});

it('finds a note on a later page', async () => {
  const note = {
    path: '/cases/{{ caseRef }}/notes',
    body: '{"text": note.text}',
    find: {
      path: '/cases/{{ caseRef }}/notes',
      query: { start: '{{ page }}' },
      list: 'body.notes',
      matches: 'ref = $note.id',
      nextPageIs: 'offset',
    },
  };
  const sought = aCaseNote();
  crm.answer = (request) => {
    const start = Number(paramsOf(request).get('start'));
    return { body: { notes: [{ ref: 'a' }, { ref: sought.id }].slice(start, start + 1) } };
  };
  await expect(restAdapterFor(crm, { note }).findNote!('C1', sought, aCallContext())).resolves.toEqual({ is: 'done' });
  const another = { ...sought, id: 'another' };
  await expect(restAdapterFor(crm, { note }).findNote!('C1', another, aCallContext())).resolves.toEqual({ is: 'absent' });
});
