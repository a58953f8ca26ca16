import { aConnection } from '../../test/support/a-connection.js';
import type { AttentionKind } from '../domain/alert.js';
import type { Canary } from '../domain/canary.js';
import { ALERTS } from '../../test/support/alert-settings.js';
import type { AlertsSettings } from '../settings/alerts-settings.js';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import { conditionsOf, type Figures } from './conditions.js';

const NOW = new Date('2026-12-01T15:00:00Z'); // 10:00 in New York, a Tuesday
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const NOTHING: Figures = {
  waiting: [],
  parked: [],
  attention: [],
  gates: [],
  refusedPolls: [],
  lastReports: new Map(),
  certificates: [],
  catalogues: [],
  canaries: [],
  givenUpPushes: [],
};
const CRM = 'riverton.example/crm';

const city = (delivery: Parameters<typeof aConnection>[0] = {}) =>
  ({
    id: 'riverton.example',
    timeZone: 'America/New_York',
    connections: [aConnection(delivery)],
    push: [{ id: 'riverton.example/app' }],
  }) as unknown as JurisdictionSettings;

function found(figures: Partial<Figures>, rules: Partial<AlertsSettings> = {}, where = city()) {
  return conditionsOf({ ...NOTHING, ...figures }, { ...ALERTS, ...rules }, [where], NOW);
}
const keys = (...args: Parameters<typeof found>) => found(...args).map(({ key }) => key);

describe('lag', () => {
  const waiting = (minutes: number) => ({ waiting: [{ connection: CRM, oldest: ago(minutes) }] });

  it('is told once the oldest that waits is too old', () => {
    expect(keys(waiting(29))).toEqual([]);
    expect(found(waiting(30))).toEqual([
      {
        key: `lag:${CRM}`,
        rule: 'lag',
        subject: CRM,
        since: ago(30),
        value: 30,
        counts: false,
        summary: `Reports reach ${CRM} late: the oldest has waited since 2026-12-01T14:30:00Z.`,
        remedy: `To see what waits and why: open311-bridge deliveries list --connection ${CRM} --state pending`,
      },
    ]);
    expect(keys(waiting(1e6), { lag: { olderThanMinutes: 0 } })).toEqual([]);
  });

  it.each([
    ['in quiet hours', '22:00', '11:00', []],
    ['soon after quiet hours', '22:00', '09:45', []],
    ['long after quiet hours', '22:00', '09:20', [`lag:${CRM}`]],
  ])('%s', (_name, from, to, expected) => {
    expect(keys(waiting(300), {}, city({ delivery: { quietHours: [{ from, to }] } }))).toEqual(expected);
  });

  it('is not told while an operator has paused the connection', () => {
    expect(keys({ ...waiting(60), gates: [{ connection: CRM, pausedAt: ago(1) }] })).toEqual([]);
  });
});

describe('a connection', () => {
  it.each([
    ['whose breaker has just opened is not told of', { openedAt: ago(9), reasonKind: 'transient' }, []],
    ['whose breaker stays open is told of', { openedAt: ago(10), reasonKind: 'transient' }, [`breaker:${CRM}`]],
    ['that a person must put right is told of at once', { openedAt: ago(0), reasonKind: 'misconfigured' }, [`breaker:${CRM}`]],
    ['that was paused some time ago is not told of', { pausedAt: ago(239) }, []],
    ['that was left paused is told of', { pausedAt: ago(240) }, [`paused:${CRM}`]],
  ] as const)('%s', (_name, gate, expected) => {
    expect(keys({ gates: [{ connection: CRM, ...gate }] })).toEqual(expected);
  });

  it('gives the reason, without contacts that the CRM may have repeated', () => {
    const reasonText = `no form for jane@home.example ${'x'.repeat(500)}`;
    const [{ summary }] = found({ gates: [{ connection: CRM, openedAt: ago(5), reasonKind: 'misconfigured', reasonText }] }) as [
      any,
    ];
    expect(summary).toContain(
      `${CRM} is held: the CRM refuses us since 2026-12-01T14:55:00Z (no form for [e-mail address removed] xxx`,
    );
    expect(summary.length).toBeLessThan(450);
  });
});

it('a CRM that refuses to tell what changed is told of at once, with what to do about it', () => {
  const refused = { refusedPolls: [{ connection: CRM, since: ago(1), reason: 'auth.login: refused (ann@example.org)' }] };
  const [condition] = found(refused);
  expect(condition).toMatchObject({ key: `polling:${CRM}`, value: 1, remedy: expect.stringContaining('connections resume') });
  expect(condition!.summary).toMatch(/since 2026-12-01T14:59:00Z \(auth\.login: refused \((?!ann@)/);
  expect(keys(refused, { breakerOpen: { afterMinutes: 0 } })).toEqual([]);
  expect(keys({ refusedPolls: [{ connection: 'gone/crm', since: ago(1) }] })).toEqual([]);
});

describe('deliveries that only a person moves on', () => {
  const parked = (state: 'dead' | 'unknown', count: number) => ({ parked: [{ connection: CRM, state, count, since: ago(5) }] });

  it.each([
    ['dead', 1, 'dead-letters', '1 delivery was given up'],
    ['dead', 3, 'dead-letters', '3 deliveries were given up'],
    ['unknown', 2, 'unknowns', 'Of 2 deliveries'],
  ] as const)('%s: %d', (state, count, rule, words) => {
    const [condition] = found(parked(state, count));
    expect(condition).toMatchObject({
      key: `${rule}:${CRM}`,
      value: count,
      counts: true,
      summary: expect.stringContaining(words),
    });
    expect(condition!.remedy).toContain(`--state ${state}`);
  });

  it('are told of from the number on that the rule names', () => {
    expect(keys(parked('dead', 4), { deadLetters: { atLeast: 5 } })).toEqual([]);
    expect(keys(parked('unknown', 4), { unknowns: { atLeast: 0 } })).toEqual([]);
  });
});

describe('what a CRM told and only a person can settle', () => {
  const waiting = (kind: AttentionKind, count: number) => ({ attention: [{ connection: CRM, kind, count, since: ago(7) }] });

  it.each([
    ['changes', 2, '2 things that', 'changes list --connection riverton.example/crm'],
    ['callbacks', 1, '1 message of', 'callbacks list --connection riverton.example/crm'],
    ['stale', 2, 'Of 2 open cases', 'cases stale --connection riverton.example/crm'],
    ['differences', 2, 'differs in 2 cases', 'reconcile riverton.example/crm --from'],
    ['unmapped', 3, 'knows 3 statuses', 'unmapped --connection riverton.example/crm'],
  ] as const)('%s: %d', (kind, count, summary, remedy) => {
    const words = { summary: expect.stringContaining(summary), remedy: expect.stringContaining(`open311-bridge ${remedy}`) };
    const figures = { rule: kind, subject: CRM, since: ago(7), value: count, counts: true };
    expect(found(waiting(kind, count))).toEqual([{ key: `${kind}:${CRM}`, ...figures, ...words }]);
    expect(keys(waiting(kind, count), { [kind]: { atLeast: count + 1 } })).toEqual([]);
    expect(keys(waiting(kind, count), { [kind]: { atLeast: 0 } })).toEqual([]);
  });
});

describe('updates that a subscriber was not told of', () => {
  const APP = 'riverton.example/app';
  const givenUp = (count: number, subscriber = APP) => ({ givenUpPushes: [{ subscriber, count, since: ago(9) }] });

  it('are told of with how many there are, for whom, and the commands that show, retry and dismiss them', () => {
    expect(found(givenUp(2))).toEqual([
      {
        key: `pushes:${APP}`,
        rule: 'pushes',
        subject: APP,
        since: ago(9),
        value: 2,
        counts: true,
        summary: `2 updates were given up for the subscriber ${APP}: it was not told of them.`,
        remedy: `To see why: open311-bridge pushes list --subscriber ${APP}; then put the receiver or its settings right and open311-bridge pushes retry ${APP}, or pushes dismiss ${APP}.`,
      },
    ]);
  });

  it('are told of from the number on that the rule names, and not of a subscriber that is configured no more', () => {
    expect(keys(givenUp(4), { pushes: { atLeast: 5 } })).toEqual([]);
    expect(keys(givenUp(4), { pushes: { atLeast: 0 } })).toEqual([]);
    expect(keys(givenUp(4, 'riverton.example/gone'))).toEqual([]);
  });
});

describe('a canary', () => {
  const a = (started: number, rest: Partial<Canary> = {}): Canary => ({
    id: '1',
    connection: CRM,
    publicId: 'CANARY-1',
    startedAt: ago(started),
    deadlineAt: ago(started - 15),
    ...rest,
  });
  const well = (started: number): Canary => a(started, { endedAt: ago(started - 1), outcome: 'ok' });
  const told = (canaries: Canary[], where = city()) => found({ canaries }, {}, where);

  it('that is under way or came back in time is nothing to tell of', () => {
    expect(told([well(60), a(14)])).toEqual([]);
  });

  it.each([
    ['is late', a(16), `is late: the CRM has not made its case.`],
    ['is late after a station', a(16, { madeAt: ago(15) }), 'its case was not seen in the CRM.'],
    ['is late for a reason', a(16, { madeAt: ago(15), detail: 'the CRM does not know its case' }), 'does not know its case.'],
    ['came back late', a(60, { endedAt: ago(40), outcome: 'ok' }), 'is late: it came back late.'],
    [
      'was refused',
      a(60, { endedAt: ago(59), outcome: 'failed', detail: 'no such category' }),
      'came to nothing: no such category.',
    ],
  ])('that %s is told of, until one comes back in time', (_name, bad, words) => {
    expect(told([well(120), bad])).toMatchObject([{ key: `canary:${CRM}`, summary: expect.stringContaining(words) }]);
    expect(told([bad, ...(bad.endedAt ? [a(5)] : [])])).toHaveLength(1);
    expect(told([well(2)])).toEqual([]);
  });

  it('is not late in quiet hours, nor while an operator has paused the connection', () => {
    expect(told([a(60)], city({ delivery: { quietHours: [{ from: '09:30', to: '11:00' }] } }))).toEqual([]);
    expect(keys({ canaries: [a(60)], gates: [{ connection: CRM, pausedAt: ago(1) }] })).toEqual([]);
  });
});

describe('absence', () => {
  const reports = (last: string) => ({ lastReports: new Map([['riverton.example', new Date(last)]]) });
  const rule = (hours: number, from = '08:00', to = '20:00') => ({ absence: { hours, from, to } });

  it.each([
    ['counts only the hours of the day that count', '2026-11-30T22:00:00-05:00', 2, true],
    ['has not lasted long enough', '2026-11-30T22:00:00-05:00', 2.1, false],
    ['goes on from the evening before', '2026-11-30T19:00:00-05:00', 3, true],
    ['goes on over days', '2026-11-28T12:00:00-05:00', 34, true],
    ['is off unless it is wanted', '2020-01-01T00:00:00Z', 0, false],
  ])('%s', (_name, last, hours, told) => {
    expect(keys(reports(last), rule(hours))).toEqual(told ? ['absence:riverton.example'] : []);
  });

  it('may count over midnight', () => {
    expect(found(reports('2026-11-30T12:00:00-05:00'), rule(8, '22:00', '06:00'))).toMatchObject([{ value: 8 }]);
    expect(keys(reports('2026-11-30T12:00:00-05:00'), rule(8.1, '22:00', '06:00'))).toEqual([]);
  });

  it('is not told of a city that never had a report', () => {
    expect(keys({}, rule(1))).toEqual([]);
  });
});

describe('a certificate', () => {
  const expiring = (minutes: number) => ({ certificates: [{ host: 'crm.example', port: 443, expiresAt: ago(-minutes) }] });
  const DAY = 24 * 60;

  it.each([
    [22 * DAY, undefined],
    [20.5 * DAY, 'expires in 20 days'],
    [1.5 * DAY, 'expires in 1 day,'],
    [-DAY, 'has expired'],
  ])('that expires in %d minutes', (minutes, words) => {
    const [condition] = found(expiring(minutes));
    if (words === undefined) expect(condition).toBeUndefined();
    else expect(condition).toMatchObject({ key: 'certificate:crm.example:443', summary: expect.stringContaining(words) });
  });
});
