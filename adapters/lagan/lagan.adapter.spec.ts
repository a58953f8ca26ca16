import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MisconfiguredError, OutcomeUnknownError, TransientError } from '../../src/adapter-kit/errors.js';
import type { Emulator } from '../../src/adapter-kit/emulator/emulator.js';
import type { HttpAnswer } from '../../src/adapter-kit/http.js';
import { child, textOf, type XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import { node, optional, type XmlNode } from '../../src/adapter-kit/xml/xml-node.js';
import type { ChangeWindow } from '../../src/adapter-kit/adapter.js';
import { aCallContext, type TestContext } from '../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../test/adapter-kit/a-service-request.js';
import { anAnswer, aSoapAnswer, laganSettings, NIL, ScriptedSite } from '../../test/adapters/a-lagan-site.js';
import { LaganAdapter } from './lagan.adapter.js';
import { startLaganEmulator } from './lagan.emulator.js';

const since = new Date('2024-05-01T08:00:00Z');

interface Row {
  readonly ref: string;
  readonly title?: string;
  readonly opened?: string;
  readonly xy?: readonly (string | number)[];
}

const brief = ({ ref, title, opened = '2024-05-01T09:00:00Z', xy: [x, y] = [] }: Row): XmlNode =>
  node('CaseBriefDetails', [
    node('flt:CaseReference', ref),
    node('Opened', opened),
    optional('Title', title),
    optional('XCoord', x),
    optional('YCoord', y),
  ]);
const briefs = (rows: readonly Row[]): HttpAnswer => aSoapAnswer(node('flt:FWTCaseBriefDetailsList', rows.map(brief)));
const others = (count: number): Row[] => Array.from({ length: count }, (_each, n) => ({ ref: `2${n}`, title: `Other ${n}` }));

/** A site whose searches bring, in turn, these rows; then none. */
function aSearchSite(...answers: (readonly Row[])[]) {
  const left = [...answers];
  return new ScriptedSite(() => briefs(left.shift() ?? []));
}

describe('findCase', () => {
  const request = aServiceRequest({ id: '26-1', serviceName: 'Pothole' });
  const TITLE = 'Pothole (Open311 26-1)';
  const look = (site: ScriptedSite, changes = {}) => {
    const context = site.context();
    return {
      context,
      earlier: new LaganAdapter(laganSettings({ resultsLimit: 3, ...changes })).findCase(request, since, context),
    };
  };
  const criteria = (site: ScriptedSite, call: number): XmlElement => site.messages[call]!.content!;

  it('asks by exact title, kind of case and time, which is enough where the case is there', async () => {
    const site = aSearchSite([{ ref: '7', title: TITLE }]);
    await expect(look(site).earlier).resolves.toEqual({ is: 'found', caseRef: '7' });
    expect(site.requests).toHaveLength(1);
    const asked = criteria(site, 0);
    expect(textOf(asked, 'Title')).toBe(TITLE);
    expect(textOf(asked, 'ClassificationEventCode')).toBe('4000041');
    expect(textOf(asked, 'CreatedAfter')).toBe('2024-05-01T08:00:00.000Z');
    expect(textOf(asked, 'ResultsLimit')).toBe('3');
  });

  it('asks by the title as it was cut', async () => {
    const site = aSearchSite();
    const long = aServiceRequest({ id: '26-1', serviceName: 'x'.repeat(200) });
    await new LaganAdapter(laganSettings()).findCase(long, since, site.context());
    expect([...textOf(criteria(site, 0), 'Title')!].length).toBe(100);
  });

  it('finds a case that was reclassified, or that a wrong clock dates before the window', async () => {
    const site = aSearchSite([], [{ ref: '7', title: TITLE }]);
    await expect(look(site).earlier).resolves.toEqual({ is: 'found', caseRef: '7' });
    expect(textOf(criteria(site, 1), 'Title')).toBe(TITLE);
    expect(child(criteria(site, 1), 'ClassificationEventCode')).toBeUndefined();
    expect(child(criteria(site, 1), 'CreatedAfter')).toBeUndefined();
  });

  it('finds a case whose title the CRM has altered', async () => {
    const site = aSearchSite([], [], [...others(1), { ref: '7', title: 'POTHOLE - OPEN311 26-1 - north' }]);
    await expect(look(site).earlier).resolves.toEqual({ is: 'found', caseRef: '7' });
    expect(child(criteria(site, 2), 'Title')).toBeUndefined();
  });

  it('says absent only when every look says so', async () => {
    const site = aSearchSite([], [], others(2));
    await expect(look(site).earlier).resolves.toEqual({ is: 'absent' });
    expect(site.requests).toHaveLength(3);
  });

  it('trusts the exact title in an hour too busy to look at every case, and says so', async () => {
    const { earlier, context } = look(aSearchSite([], [], others(3)));
    await expect(earlier).resolves.toEqual({ is: 'absent' });
    expect(context.logged).toHaveLength(1);
  });

  it.each(['Pothole (Open311 26-12)', 'Pothole (Open311 126-1)', 'Pothole 26-1a', undefined])(
    'does not take %j for ours',
    async (title) => {
      await expect(look(aSearchSite([{ ref: '7', title }])).earlier).resolves.toEqual({ is: 'absent' });
    },
  );

  it('takes the oldest of several with our id, and warns of all', async () => {
    const rows = [
      { ref: '9', title: TITLE, opened: '2024-05-01T10:00:00Z' },
      { ref: '8', title: TITLE, opened: '2024-05-01T09:30:00Z' },
    ];
    const { earlier, context } = look(aSearchSite(rows));
    await expect(earlier).resolves.toEqual({ is: 'found', caseRef: '8' });
    expect(context.logged).toMatchObject([{ caseRefs: ['9', '8'] }]);
  });

  it('can’t know when a search for the title brings a full page of others', async () => {
    await expect(look(aSearchSite(others(3))).earlier).resolves.toMatchObject({
      is: 'unknowable',
      reason: expect.stringContaining(TITLE),
    });
  });

  it('names the cases of this kind since then that no other report’s id claims, where it can’t know', async () => {
    const rows: Row[] = [
      { ref: '1', title: 'Pothole, by phone', xy: [531_000, 200_000] },
      { ref: '2', title: 'Pothole (Open311 26-2)' },
      { ref: '3', title: 'POTHOLE (OPEN311 99-9) moved' },
      { ref: '4', title: 'Pothole (Open311 26-12)', opened: '2024-05-01T07:00:00Z' },
      { ref: '5', title: 'Pothole on the A26-north' },
      { ref: '6', xy: ['nowhere', ''] },
    ];
    const site = aSearchSite(others(3), rows);
    const earlier = await look(site, { coordinates: { target: 'xy' } }).earlier;
    const createdAt = new Date('2024-05-01T09:00:00Z');
    expect(earlier).toMatchObject({
      is: 'unknowable',
      candidates: [
        { caseRef: '1', createdAt, sameService: true, point: { lat: expect.closeTo(51.68, 1), long: expect.closeTo(-0.11, 1) } },
        { caseRef: '5', createdAt, sameService: true },
        { caseRef: '6', createdAt, sameService: true },
      ],
    });
    expect(textOf(criteria(site, 1), 'ClassificationEventCode')).toBe('4000041');
    expect(textOf(criteria(site, 1), 'CreatedAfter')).toBe(since.toISOString());
    expect(child(criteria(site, 1), 'Title')).toBeUndefined();
  });

  it('tells no place of a candidate where the settings don’t say what the coordinates are', async () => {
    const site = aSearchSite(others(3), [{ ref: '1', xy: [531_000, 200_000] }]);
    await expect(look(site).earlier).resolves.toEqual({
      is: 'unknowable',
      reason: expect.stringContaining(TITLE),
      candidates: [{ caseRef: '1', createdAt: new Date('2024-05-01T09:00:00Z'), sameService: true }],
    });
  });

  it('takes a nil list for an empty one, but not an empty body', async () => {
    const nil = new ScriptedSite(() => aSoapAnswer(node('flt:FWTCaseBriefDetailsList', [], NIL)));
    await expect(look(nil).earlier).resolves.toEqual({ is: 'absent' });
    await expect(look(new ScriptedSite(() => aSoapAnswer(undefined))).earlier).rejects.toBeInstanceOf(TransientError);
  });
});

describe('createCase', () => {
  it.each([
    ['an empty body', undefined],
    ['a nil reference', node('flt:CaseReference', [], NIL)],
    ['an empty reference', node('flt:CaseReference', ' ')],
  ])('does not know the outcome after %s', async (_name, body) => {
    const site = new ScriptedSite(() => aSoapAnswer(body));
    await expect(new LaganAdapter(laganSettings()).createCase(aServiceRequest(), site.context())).rejects.toBeInstanceOf(
      OutcomeUnknownError,
    );
  });

  it('keeps a reference as it stands', async () => {
    const site = new ScriptedSite(() => aSoapAnswer(node('flt:CaseReference', ' 00101-NEW ')));
    await expect(new LaganAdapter(laganSettings()).createCase(aServiceRequest(), site.context())).resolves.toBe('00101-NEW');
  });
});

describe('fetchStatus', () => {
  const status = (body: XmlNode | undefined) =>
    new LaganAdapter(laganSettings()).fetchStatus('101', new ScriptedSite(() => aSoapAnswer(body)).context());

  it.each([
    ['a nil root', node('flt:FWTCaseFullDetails', [], NIL)],
    ['an empty root', node('flt:FWTCaseFullDetails')],
    ['an empty body', undefined],
  ])('takes %s for a case that isn’t there', async (_name, body) => {
    await expect(status(body)).resolves.toBeUndefined();
  });

  it('does not take details without a status for anything', async () => {
    const core = node('CoreDetails', [node('flt:CaseReference', '101')]);
    await expect(status(node('flt:FWTCaseFullDetails', [core]))).rejects.toBeInstanceOf(TransientError);
  });

  it('answers by the reference it was asked for, though the CRM has renamed the case', async () => {
    const core = node('CoreDetails', [node('flt:CaseReference', 'NEW-101'), node('Status', 'open')]);
    await expect(status(node('flt:FWTCaseFullDetails', [core]))).resolves.toMatchObject({ caseRef: '101', status: 'open' });
  });

  it('reads an answer in another charset than UTF-8', async () => {
    const body = node('CoreDetails', [
      node('flt:CaseReference', '1'),
      node('Status', 'closed'),
      node('caseCloseureReason', 'Café geräumt'),
    ]);
    const text = aSoapAnswer(node('flt:FWTCaseFullDetails', [body])).text.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"');
    const server = createServer((_request, response) =>
      response.writeHead(200, { 'content-type': 'text/xml' }).end(Buffer.from(text, 'latin1')),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/lagan/services/FL`;
    const snapshot = await new LaganAdapter(laganSettings({ endpoint })).fetchStatus('1', aCallContext());
    server.closeAllConnections();
    server.close();
    expect(snapshot?.reason).toBe('Café geräumt');
  });
});

describe('fetchChanges', () => {
  const whole = { from: new Date('2024-05-01T00:00:00Z'), to: new Date('2024-05-02T00:00:00Z') };

  /** Cases by the time of their change; a search brings at most as many as it asks for. */
  function aChangingSite(changedAt: Readonly<Record<string, string>>) {
    return new ScriptedSite((_request, { content }) => {
      const search = child(content, 'FWTCaseSearch');
      const [from, to] = [textOf(search, 'LastModifiedDateFrom')!, textOf(search, 'LastModifiedDateTo')!];
      const within = Object.keys(changedAt).filter((ref) => changedAt[ref]! >= from && changedAt[ref]! <= to);
      return aSoapAnswer(node('flt:FWTCaseFullDetailsList', within.slice(0, Number(textOf(search, 'ResultsLimit'))).map(full)));
    });
  }

  it('brings every change of a window that holds more than a search brings, by halving it', async () => {
    const times = [
      '00:00:00.000',
      '03:00:00.000',
      '03:00:05.000',
      '11:59:59.900',
      '12:00:00.000',
      '18:00:00.000',
      '23:59:59.999',
    ];
    const site = aChangingSite(Object.fromEntries(times.map((time, n) => [`10${n}`, `2024-05-01T${time}Z`])));
    const { refs, logged } = await changesOf(new LaganAdapter(laganSettings({ resultsLimit: 2 })), whole, site.context());
    expect([...new Set(refs)].sort()).toEqual(['100', '101', '102', '103', '104', '105', '106']);
    expect(logged).toEqual([]);
    expect(site.requests.length).toBeLessThan(100);
  });

  it('brings a whole window at once where it holds less', async () => {
    const site = aChangingSite({ 101: '2024-05-01T03:00:00.000Z', 102: '2024-05-03T03:00:00.000Z' });
    await expect(new LaganAdapter(laganSettings()).fetchChanges!(whole, undefined, site.context())).resolves.toEqual({
      changes: [expect.objectContaining({ caseRef: '101' })],
      nextPage: undefined,
    });
  });

  it('warns when one moment holds more than a search brings, and brings what it got', async () => {
    const site = new ScriptedSite(() => aSoapAnswer(node('flt:FWTCaseFullDetailsList', [full('1'), full('2')])));
    const context = site.context();
    const window = { from: new Date(0), to: new Date(9) };
    const page = await new LaganAdapter(laganSettings({ resultsLimit: 2 })).fetchChanges!(window, undefined, context);
    expect(page.changes.map(({ caseRef }) => caseRef)).toEqual(['1', '2']);
    expect(context.logged).toMatchObject([{ resultsLimit: 2 }]);
  });

  it('leaves out an unreadable case, says so, and keeps the rest', async () => {
    const broken = node('flt:FWTCaseFullDetails', [node('CoreDetails', [node('Status', 'open')])]);
    const site = new ScriptedSite(() => aSoapAnswer(node('flt:FWTCaseFullDetailsList', [broken, full('2')])));
    const context = site.context();
    const page = await new LaganAdapter(laganSettings()).fetchChanges!(whole, undefined, context);
    expect(page.changes.map(({ caseRef }) => caseRef)).toEqual(['2']);
    expect(context.logged).toMatchObject([{ unreadable: 1 }]);
  });

  it.each([
    [{}, 'open311'],
    [{ raisedByUser: 'web' }, 'web'],
    [{ soapAuth: 'none', username: undefined, password: undefined }, undefined],
  ])('asks for the cases of our own account with %j', async (changes, expected) => {
    const site = new ScriptedSite(() => aSoapAnswer(node('flt:FWTCaseFullDetailsList')));
    await new LaganAdapter(laganSettings(changes)).fetchChanges!(whole, undefined, site.context());
    const search = child(site.messages[0]!.content, 'FWTCaseSearch');
    expect(textOf(search, 'RaisedByUser', 'UserID')).toBe(expected);
    expect(textOf(search, 'LastModifiedDateFrom')).toBe(whole.from.toISOString());
  });

  it('is asked again after an HTML page', async () => {
    const site = new ScriptedSite(() => anAnswer('<html/>'));
    await expect(new LaganAdapter(laganSettings()).fetchChanges!(whole, undefined, site.context())).rejects.toBeInstanceOf(
      TransientError,
    );
  });
});

describe('a site that speaks the older contract', () => {
  let emulator: Emulator;
  beforeEach(async () => {
    emulator = await startLaganEmulator({ contract: 'older' });
  });
  afterEach(() => emulator.close());

  it('never meets an element that it does not know, and does all the rest', async () => {
    const older = new LaganAdapter(laganSettings({ ...emulator.settings, contract: 'older', coordinates: { target: 'xy' } }));
    const request = aServiceRequest();
    await older.check(aCallContext());
    const caseRef = await older.createCase(request, aCallContext());
    await expect(older.findCase(request, new Date(Date.now() - 60_000), aCallContext())).resolves.toEqual({
      is: 'found',
      caseRef,
    });
    await expect(older.fetchStatus(caseRef, aCallContext())).resolves.toMatchObject({ status: 'open' });
    expect(older.fetchChanges).toBeUndefined();
  });

  it('is recognised when the settings say newer', async () => {
    const newer = new LaganAdapter(laganSettings({ ...emulator.settings, contract: 'newer' }));
    const changes = newer.fetchChanges!({ from: new Date(0), to: new Date() }, undefined, aCallContext());
    await expect(changes).rejects.toBeInstanceOf(MisconfiguredError);
    await expect(changes).rejects.toThrow(/contract: older/);
  });
});

function full(ref: string): XmlNode {
  return node('flt:FWTCaseFullDetails', [node('CoreDetails', [node('flt:CaseReference', ref), node('Status', 'open')])]);
}

async function changesOf(adapter: LaganAdapter, window: ChangeWindow, context: TestContext) {
  const refs: string[] = [];
  let page: string | undefined;
  do {
    const got = await adapter.fetchChanges!(window, page, context);
    refs.push(...got.changes.map(({ caseRef }) => caseRef));
    page = got.nextPage;
  } while (page !== undefined);
  return { refs, logged: context.logged };
}
