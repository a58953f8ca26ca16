import type { Alert, Condition } from '../domain/alert.js';
import { evaluate } from './evaluator.js';

const PACE = { remindEveryMinutes: 60, clearAfterMinutes: 5, newOnesEveryMinutes: 10 };
const START = Date.parse('2026-12-01T08:00:00Z');
const at = (minute: number) => new Date(START + minute * 60_000);

const condition = (value: number, counts = true): Condition => ({
  key: 'dead-letters:town/crm',
  rule: 'dead-letters',
  subject: 'town/crm',
  since: at(0),
  value,
  counts,
  summary: `${value} were given up.`,
  remedy: 'Look.',
});

/** What is told, by minute, when the figure is as given at each minute; 0: nothing is wrong. */
function told(figures: readonly [minute: number, value: number][], { counts = true, pace = PACE } = {}): string[] {
  const known = new Map<string, Alert>();
  return figures.flatMap(([minute, value]) => {
    const raised = [...known.values()].filter(({ state }) => state === 'raised');
    const decisions = evaluate(value > 0 ? [condition(value, counts)] : [], raised, pace, at(minute));
    for (const { alert } of decisions) known.set(alert.key, alert);
    return decisions.flatMap(({ body }) => (body ? [`${minute} ${body.type} ${body.data.value} #${body.data.count}`] : []));
  });
}

describe('an alert', () => {
  it.each<[string, [number, number][], string[]]>([
    [
      'is never sent while all is well',
      [
        [0, 0],
        [1, 0],
      ],
      [],
    ],
    [
      'is sent once when it is raised, however often it is looked at',
      [
        [0, 1],
        [1, 1],
        [59, 1],
      ],
      ['0 alert.raised 1 #1'],
    ],
    [
      'is sent again as a reminder at its time',
      [
        [0, 1],
        [59, 1],
        [60, 1],
        [61, 1],
        [120, 1],
      ],
      ['0 alert.raised 1 #1', '60 alert.reminder 1 #2', '120 alert.reminder 1 #3'],
    ],
    [
      'is sent sooner when there are more of them, but no more often than is allowed',
      [
        [0, 1],
        [9, 2],
        [10, 3],
        [15, 4],
        [20, 4],
      ],
      ['0 alert.raised 1 #1', '10 alert.reminder 3 #2', '20 alert.reminder 4 #3'],
    ],
    [
      'says nothing when there are fewer',
      [
        [0, 5],
        [20, 3],
      ],
      ['0 alert.raised 5 #1'],
    ],
    [
      'is cleared once, when its cause has been gone for long enough',
      [
        [0, 1],
        [10, 0],
        [14, 0],
        [15, 0],
        [16, 0],
      ],
      ['0 alert.raised 1 #1', '15 alert.cleared 1 #2'],
    ],
    [
      'is sent once for what comes and goes',
      [
        [0, 1],
        [1, 0],
        [2, 1],
        [3, 0],
        [4, 1],
        [5, 0],
        [9, 0],
        [10, 0],
      ],
      ['0 alert.raised 1 #1', '10 alert.cleared 1 #2'],
    ],
    [
      'is raised again when its cause comes back after it was cleared',
      [
        [0, 1],
        [1, 0],
        [6, 0],
        [7, 2],
      ],
      ['0 alert.raised 1 #1', '6 alert.cleared 1 #2', '7 alert.raised 2 #1'],
    ],
  ])('%s', (_name, figures, expected) => {
    expect(told(figures)).toEqual(expected);
  });

  it('of something that is not counted says nothing when its figure grows', () => {
    expect(
      told(
        [
          [0, 10],
          [30, 40],
        ],
        { counts: false },
      ),
    ).toEqual(['0 alert.raised 10 #1']);
  });

  it('is never reminded of where reminders are off', () => {
    const pace = { ...PACE, remindEveryMinutes: 0, newOnesEveryMinutes: 0 };
    expect(
      told(
        [
          [0, 1],
          [1e6, 2],
        ],
        { pace },
      ),
    ).toEqual(['0 alert.raised 1 #1']);
  });

  it('is cleared at once where nothing need pass', () => {
    expect(
      told(
        [
          [0, 1],
          [1, 0],
        ],
        { pace: { ...PACE, clearAfterMinutes: 0 } },
      ),
    ).toEqual(['0 alert.raised 1 #1', '1 alert.cleared 1 #2']);
  });

  it('keeps the moment at which it was first so', () => {
    const [first] = evaluate([condition(1)], [], PACE, at(0));
    const [second] = evaluate([{ ...condition(1), since: at(50) }], [first!.alert], PACE, at(60));
    expect(second!.body!.data.since).toBe(at(0).toISOString());
  });

  it('says what is so and what to do when it is raised, and what it was when it is cleared', () => {
    const [raised] = evaluate([condition(2)], [], PACE, at(0));
    expect(raised!.body).toEqual({
      type: 'alert.raised',
      timestamp: at(0).toISOString(),
      data: {
        key: 'dead-letters:town/crm',
        rule: 'dead-letters',
        subject: 'town/crm',
        since: at(0).toISOString(),
        value: 2,
        summary: '2 were given up.',
        remedy: 'Look.',
        count: 1,
      },
    });
    const [cleared] = evaluate([], [raised!.alert], { ...PACE, clearAfterMinutes: 0 }, at(9));
    expect(cleared!.body!.data.summary).toBe(`Over since ${at(9).toISOString()}. It was: 2 were given up. Look.`);
  });
});
