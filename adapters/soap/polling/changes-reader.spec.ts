import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallContext, CaseSnapshot, CrmAdapter } from '../../../src/adapter-kit/adapter.js';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import type { Received } from '../../../test/adapter-kit/answering-server.js';
import { SoapSite } from '../../../test/adapters/soap-site.js';

let site: SoapSite;
beforeAll(async () => (site = await SoapSite.start()));
beforeEach(() => site.server.reset());
afterAll(() => site.close());

const HOUR = { from: new Date('2026-06-01T09:00:00Z'), to: new Date('2026-06-01T10:00:00Z') };
const row = (id: string, time = '', state = 'Open') =>
  `<Row><Id>${id}</Id><State>${state}</State>${time && `<At>2026-06-01T${time}:00Z</At>`}</Row>`;
const rows = (...each: string[]) => `<ChangesResponse>${each.join('')}</ChangesResponse>`;
const value = ({ body }: Received, name: string) => new RegExp(`<c:${name}>([^<]*)<`).exec(body)?.[1] ?? '';
const asked = (...names: string[]) => site.server.received.map((each) => names.map((name) => value(each, name)));

const POLLING = {
  operations: {
    changes: {
      purpose: 'read',
      body: {
        'c:Changes': { 'c:From': '{{ from }}', 'c:To': '{{ to }}', 'c:Page': { $text: '{{ page }}', $empty: 'send' } },
      },
    },
    get: { purpose: 'read', body: { 'c:Get': { 'c:Id': '{{ caseRef }}' } } },
    done: { purpose: 'write', body: { 'c:Done': { 'c:Id': { $each: 'ids', $value: 'item' } } } },
  },
  polling: { steps: [{ operation: 'changes' }], list: '//Row', caseRef: 'Id', status: 'State', changedAt: 'At' },
};

/** All pages of a window, one list of references each, as the host asks for them. */
async function pagesOf(adapter: CrmAdapter, context: CallContext = aCallContext(), window = HOUR): Promise<string[][]> {
  const pages: string[][] = [];
  let page: string | undefined;
  do {
    const answer = await adapter.fetchChanges!(window, page, context);
    pages.push(answer.changes.map(({ caseRef }) => caseRef));
    page = answer.nextPage;
  } while (page !== undefined);
  return pages;
}

const polling = (changes: object) => site.adapter({ ...POLLING, polling: { ...POLLING.polling, ...changes } });

describe('a window', () => {
  it.each<[string, object, string[]]>([
    ['in UTC', {}, ['2026-06-01T09:00:00.000Z', '2026-06-01T10:00:00.000Z']],
    [
      "in the CRM's words and zone",
      { format: 'dd/MM/yyyy HH:mm', zone: 'Europe/London' },
      ['01/06/2026 10:00', '01/06/2026 11:00'],
    ],
    [
      'with bounds that do not count',
      { format: 'epoch-s', fromIs: 'exclusive', toIs: 'exclusive' },
      ['1780304399', '1780308001'],
    ],
    [
      'for a clock that is ahead, and earlier',
      { format: 'epoch-s', clockAheadSeconds: 60, overlapSeconds: 10 },
      ['1780304450', '1780308060'],
    ],
  ])('is asked for %s', async (_how, window, expected) => {
    site.answers({ Changes: rows() });
    await pagesOf(polling({ window }));
    expect(asked('From', 'To')).toEqual([expected]);
  });

  it.each([
    ['yyyy-MM-dd HH:mm', '2026-10-25 00:57', '2026-10-25 02:03'],
    ['iso-local', '2026-10-25T00:57:00', '2026-10-25T02:03:00'],
    ['epoch-s', '1792889820', '1792890180'],
  ])('in which clocks go back is asked for whole, written as %s', async (format, from, to) => {
    site.answers({ Changes: rows() });
    const window = { from: new Date('2026-10-25T00:57:00Z'), to: new Date('2026-10-25T01:03:00Z') };
    await pagesOf(polling({ window: { format, zone: 'Europe/London' } }), aCallContext(), window);
    expect(asked('From', 'To')).toEqual([[from, to]]);
  });

  it('that is too wide is asked for in parts', async () => {
    site.answers({ Changes: (received) => rows(row(value(received, 'From').slice(11, 16).replace(':', ''))) });
    expect(await pagesOf(polling({ window: { widestSeconds: 1500 } }))).toEqual([['0900'], ['0925'], ['0950']]);
    expect(
      asked('To')
        .flat()
        .map((to) => to.slice(11, 16)),
    ).toEqual(['09:25', '09:50', '10:00']);
  });

  it('that brings as many rows as the CRM ever tells is asked for in halves, and nothing is lost', async () => {
    const all = ['09:01', '09:02', '09:05', '09:59'];
    const inside = (received: Received) =>
      all.filter((time) => `2026-06-01T${time}` >= value(received, 'From') && `2026-06-01T${time}` <= value(received, 'To'));
    site.answers({
      Changes: (received) =>
        rows(
          ...inside(received)
            .slice(0, 2)
            .map((time) => row(time.replace(':', ''), time)),
        ),
    });
    const found = (await pagesOf(polling({ cap: 2 }))).flat();
    expect([...new Set(found)].toSorted()).toEqual(['0901', '0902', '0905', '0959']);
  });

  it('of one moment with more changes than the CRM tells ends, with a warning', async () => {
    site.answers({
      Changes: (received) => (value(received, 'From').startsWith('2026-06-01T09:00:00') ? rows(row('A'), row('B')) : rows()),
    });
    expect((await pagesOf(polling({ cap: 2 }))).flat()).toEqual(['A', 'B']);
  });

  it('is covered as far as the CRM says', async () => {
    site.answers({ Changes: '<ChangesResponse><Upto>2026-06-01T09:30:00Z</Upto></ChangesResponse>' });
    const page = await polling({ coveredUpTo: '//Upto' }).fetchChanges!(HOUR, undefined, aCallContext());
    expect(page).toEqual({ changes: [], coveredUpTo: new Date('2026-06-01T09:30:00Z') });
  });
});

describe('rows', () => {
  const changes = async (given: object, ...each: string[]): Promise<readonly CaseSnapshot[]> => {
    site.answers({ Changes: rows(...each) });
    return (await polling(given).fetchChanges!(HOUR, undefined, aCallContext())).changes;
  };

  it('come once each, oldest first', async () => {
    const found = await changes({}, row('A', '09:30'), row('B', '09:10'), row('A', '09:30'), row('A', '09:20'));
    expect(found.map(({ caseRef, changedAt }) => [caseRef, changedAt?.toISOString().slice(11, 16)])).toEqual([
      ['B', '09:10'],
      ['A', '09:20'],
      ['A', '09:30'],
    ]);
  });

  it.each([
    [false, 'Closed'],
    [true, 'Open'],
  ])('without times tell the last word alone (newest first: %s)', async (newestFirst, expected) => {
    const found = await changes({ newestFirst }, row('A', '', 'Open'), row('A', '', 'Closed'));
    expect(found.map(({ status }) => status)).toEqual([expected]);
  });

  it('without a reference are left out, and the others stay', async () => {
    expect((await changes({}, '<Row><State>Open</State></Row>', row('A'))).map(({ caseRef }) => caseRef)).toEqual(['A']);
  });
});

describe('pages', () => {
  it.each<[string, object, string[]]>([
    ['by offset', { by: 'offset', size: 2 }, ['0', '2', '4']],
    ['by number', { by: 'number', size: 2, first: '0' }, ['0', '1', '2']],
  ])('%s go on while they are full', async (_how, pages, expected) => {
    const all = [[row('A'), row('B')], [row('C'), row('D')], [row('E')]];
    site.answers({ Changes: () => rows(...(all[site.server.received.length - 1] ?? [])) });
    expect(await pagesOf(polling({ pages }))).toEqual([['A', 'B'], ['C', 'D'], ['E']]);
    expect(asked('Page').flat()).toEqual(expected);
  });

  it('by locator go on as long as there is one', async () => {
    const next: Record<string, string> = { '': 'x1', x1: 'x2' };
    site.answers({ Changes: (got) => rows(row(`P${value(got, 'Page')}`), `<Next>${next[value(got, 'Page')] ?? ''}</Next>`) });
    expect(await pagesOf(polling({ pages: { by: 'locator', next: '//Next' } }))).toEqual([['P'], ['Px1'], ['Px2']]);
  });

  it('that lead to themselves are a mistake, not an endless round', async () => {
    site.answers({ Changes: rows(row('A'), '<Next>x</Next>') });
    await expect(pagesOf(polling({ pages: { by: 'locator', next: '//Next' } }))).rejects.toThrow(/x again/);
  });

  it('are read for each part of a window', async () => {
    site.answers({ Changes: (got) => (value(got, 'Page') === '1' ? rows(row('A')) : rows()) });
    await pagesOf(polling({ pages: { by: 'number' }, window: { widestSeconds: 1800 } }));
    expect(asked('Page').flat()).toEqual(['1', '2', '1', '2']);
  });
});

describe('references alone', () => {
  const IDS = {
    ...POLLING,
    polling: { mode: 'ids', steps: [{ operation: 'changes' }], list: '//Row', caseRef: 'Id', atOnce: 2 },
    status: { steps: [{ operation: 'get' }], case: '//Case', status: 'State' },
  };

  it('are followed to their cases, so many in one go, each once', async () => {
    site.answers({
      Changes: rows(row('A'), row('B'), row('A'), row('C')),
      Get: (got) => `<GetResponse>${value(got, 'Id') === 'B' ? '' : '<Case><State>Closed</State></Case>'}</GetResponse>`,
    });
    expect(await pagesOf(site.adapter(IDS))).toEqual([['A'], ['C']]);
    expect(site.asked).toEqual(['Changes', 'Get', 'Get', 'Get']);
  });

  it('need a section status', () => {
    expect(() => site.adapter({ ...IDS, status: undefined })).toThrow('polling.mode ids needs status');
  });
});

describe('who wrote the public text', () => {
  const answer = rows('<Row><Id>1</Id><State>Open</State><Text>It has gro</Text><By>OPEN311</By><Clerk>Ann</Clerk></Row>');
  const status = { steps: [{ operation: 'get' }], status: 'State', publicText: 'Text', publicTextBy: 'By' };
  const told = async (adapter: CrmAdapter) => (await adapter.fetchChanges!(HOUR, undefined, aCallContext())).changes[0];

  it('is told by a row as the settings of the changes say, and else as those of the status', async () => {
    site.answers({ Changes: answer });
    const own = polling({ publicText: 'Text', publicTextBy: 'Clerk' });
    const inherited = site.adapter({ ...POLLING, status, polling: { ...POLLING.polling, status: undefined } });
    expect(await told(own)).toMatchObject({ publicText: 'It has gro', publicTextBy: 'Ann' });
    expect(await told(inherited)).toMatchObject({ publicText: 'It has gro', publicTextBy: 'OPEN311' });
  });
});

describe('acknowledging', () => {
  const acknowledged = () => polling({ acknowledge: { steps: [{ operation: 'done' }], most: 2 } });

  it('waits until the bridge asks for more, then tells, then asks again until nothing comes', async () => {
    let waiting = ['A', 'B', 'C'];
    site.answers({
      Changes: () => rows(...waiting.map((id) => row(id))),
      Done: ({ body }) => {
        waiting = waiting.filter((id) => !body.includes(`>${id}<`));
        return '<DoneResponse>ok</DoneResponse>';
      },
    });
    const adapter = acknowledged();
    const first = await adapter.fetchChanges!(HOUR, undefined, aCallContext());
    expect([site.asked, first.changes.length]).toEqual([['Changes'], 3]);
    const second = await adapter.fetchChanges!(HOUR, first.nextPage, aCallContext());
    expect(site.asked).toEqual(['Changes', 'Done', 'Done', 'Changes']);
    expect([second, waiting]).toEqual([{ changes: [] }, []]);
  });

  it('leaves a CRM that forgets what it was told for the next round', async () => {
    site.answers({ Changes: rows(row('A')), Done: '<DoneResponse>ok</DoneResponse>' });
    expect(await pagesOf(acknowledged())).toEqual([['A'], ['A']]);
  });
});

describe('files', () => {
  const FILES = { mode: 'files', steps: undefined, list: undefined, caseRef: 'No', status: 'Stage', changedAt: undefined };
  const serve = (files: Record<string, string>) => {
    site.server.answer = ({ url }) => {
      const body = files[url];
      return body === undefined ? { status: 404, body: 'none' } : { status: 200, headers: { 'content-type': 'text/csv' }, body };
    };
  };

  it('of CSV behind an address are read with credentials, rows that come twice once', async () => {
    serve({ '/x.csv': 'No,Stage\r\n1,"Do,ne"\r\n1,"Do,ne"\r\n2,Open\r\n' });
    const adapter = polling({ ...FILES, files: { urls: [`${site.server.url}/x.csv`], auth: { kind: 'basic' } } });
    const { changes } = await adapter.fetchChanges!(HOUR, undefined, aCallContext());
    expect(changes.map(({ caseRef, status }) => [caseRef, status])).toEqual([
      ['1', 'Do,ne'],
      ['2', 'Open'],
    ]);
    expect(site.last.headers['authorization']).toBe(`Basic ${Buffer.from('bridge:pass-4711').toString('base64')}`);
  });

  it('for each day are read one after another, and one that is not there yet is none', async () => {
    serve({ '/0531.csv': 'No,Stage\n1,A\n', '/0601.csv': 'No,Stage\n2,B\n' });
    const urls = [`${site.server.url}/{{ from | date: '%m%d', 'Europe/London' }}.csv`];
    const adapter = polling({ ...FILES, window: { zone: 'Europe/London' }, files: { urls, eachDay: true } });
    const window = { from: new Date('2026-05-31T10:00:00Z'), to: new Date('2026-06-01T23:30:00Z') };
    expect(await pagesOf(adapter, aCallContext(), window)).toEqual([['1'], ['2'], []]);
  });

  it('that must be there and are not are a mistake', async () => {
    serve({});
    const adapter = polling({ ...FILES, files: { urls: [`${site.server.url}/x.csv`], mayBeMissing: false } });
    await expect(pagesOf(adapter)).rejects.toMatchObject({ kind: 'misconfigured' });
  });

  it('of XML in a folder count from when they were put there, oldest first', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'changes-'));
    try {
      const put = async (name: string, id: string, at: string) => {
        await writeFile(join(folder, name), `<Updates><Update><No>${id}</No><Stage>Gelöst</Stage></Update></Updates>`, 'latin1');
        await utimes(join(folder, name), new Date(at), new Date(at));
      };
      await put('b.xml', '1', '2026-06-01T09:10:00Z');
      await put('a.xml', '2', '2026-06-01T09:20:00Z');
      await put('old.xml', '3', '2026-06-01T08:59:00Z');
      await put('c.tmp', '4', '2026-06-01T09:30:00Z');
      const files = { folder, names: '\\.xml$', format: 'xml', charset: 'iso-8859-1' };
      const adapter = polling({ ...FILES, list: '//Update', files });
      expect((await adapter.fetchChanges!(HOUR, undefined, aCallContext())).changes[0]).toMatchObject({ status: 'Gelöst' });
      expect(await pagesOf(adapter)).toEqual([['1'], ['2']]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    ['polling.files with either', {}],
    ['polling.list is missing', { files: { folder: '/x', format: 'xml' } }],
    ['polling.caseRef is missing', { caseRef: undefined, files: { folder: '/x' } }],
  ])('with settings that can not work stop the start: %s', (message, changes) => {
    expect(() => polling({ ...FILES, ...changes })).toThrow(message);
  });
});
