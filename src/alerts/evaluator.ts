import type { Alert, AlertBody, AlertEvent, Condition } from '../domain/alert.js';
import type { AlertsSettings } from '../settings/alerts-settings.js';

export type Pace = Pick<AlertsSettings, 'remindEveryMinutes' | 'clearAfterMinutes' | 'newOnesEveryMinutes'>;

/** What becomes of one alert; without a body nothing is told. */
export interface Decision {
  readonly alert: Alert;
  readonly body?: AlertBody;
}

const MINUTE = 60_000;

/**
 * Compares what is so with what was told, and decides what is told now: once when it begins, once when it has been gone for long enough, and
 * in between a reminder at its time, sooner when there are more of what is counted.
 * @param known every alert that is raised, and any that are cleared.
 * @returns only the alerts that change.
 */
export function evaluate(conditions: readonly Condition[], known: readonly Alert[], pace: Pace, now: Date): Decision[] {
  const before = new Map(known.map((alert) => [alert.key, alert]));
  const holding = new Set(conditions.map(({ key }) => key));
  return [
    ...conditions.map((condition) => whileSo(condition, before.get(condition.key), pace, now)),
    ...known.filter(({ key, state }) => state === 'raised' && !holding.has(key)).map((alert) => whileFine(alert, pace, now)),
  ].flatMap((decision) => decision ?? []);
}

function whileSo(condition: Condition, alert: Alert | undefined, pace: Pace, now: Date): Decision | undefined {
  if (alert?.state !== 'raised') return told('raised', condition, 1, now);
  const minutes = minutesBetween(alert.lastSentAt, now);
  const more = condition.counts && condition.value > alert.lastValue;
  const due = isDue(minutes, pace.remindEveryMinutes) || (more && isDue(minutes, pace.newOnesEveryMinutes));
  if (due) return told('reminder', { ...condition, since: alert.since }, alert.sentCount + 1, now);
  return alert.fineSince ? { alert: { ...alert, fineSince: undefined } } : undefined;
}

/** What comes and goes stays raised: only a cause that has stayed away for a while is over. */
function whileFine(alert: Alert, { clearAfterMinutes }: Pace, now: Date): Decision | undefined {
  const { fineSince = now } = alert;
  if (minutesBetween(fineSince, now) >= clearAfterMinutes) return cleared({ ...alert, fineSince }, now);
  return alert.fineSince ? undefined : { alert: { ...alert, fineSince } };
}

function told(event: AlertEvent, condition: Condition, count: number, now: Date): Decision {
  const { key, rule, subject, since, value, summary, remedy } = condition;
  const alert: Alert = {
    key,
    rule,
    subject,
    state: 'raised',
    since,
    lastValue: value,
    text: `${summary} ${remedy}`,
    lastSentAt: now,
    sentCount: count,
  };
  return { alert, body: bodyOf(event, { key, rule, subject, since: since.toISOString(), value, summary, remedy, count }, now) };
}

function cleared(alert: Alert, now: Date): Decision {
  const { key, rule, subject, since, sentCount, lastValue: value, fineSince } = alert;
  const summary = `Over since ${fineSince!.toISOString()}. It was: ${alert.text}`;
  const data = { key, rule, subject, since: since.toISOString(), value, summary, remedy: 'Nothing to do.', count: sentCount + 1 };
  return {
    alert: { ...alert, state: 'cleared', clearedAt: now, lastSentAt: now, sentCount: sentCount + 1 },
    body: bodyOf('cleared', data, now),
  };
}

function bodyOf(event: AlertEvent, data: AlertBody['data'], now: Date): AlertBody {
  return { type: `alert.${event}`, timestamp: now.toISOString(), data };
}

/** 0 is never. */
function isDue(minutes: number, every: number): boolean {
  return every > 0 && minutes >= every;
}

function minutesBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / MINUTE;
}
