import type { Condition } from '../domain/alert.js';
import { type Canary, type CanaryStation, stationOf } from '../domain/canary.js';
import { maskContacts } from '../domain/contact-mask.js';
import type { AbsenceRule } from '../settings/alerts-settings.js';
import type { RefusedPolls } from '../store/connection-health.store.js';
import type { GateFigure } from '../store/alert-figures.store.js';

export type Words = Pick<Condition, 'summary' | 'remedy'>;

const LONGEST_REASON = 300;
const DAY = 24 * 60 * 60 * 1000;

export function breaker({ connection, openedAt, reasonText }: GateFigure, held: boolean): Words {
  const state = held ? 'is held: the CRM refuses us' : 'gets nothing: its circuit breaker is open';
  return {
    summary: `${connection} ${state} since ${moment(openedAt!)}${reasonText ? ` (${reason(reasonText)})` : ''}.`,
    remedy: held
      ? `Put right what it says; no report is lost. ${goOn(connection)}`
      : `See that the CRM behind ${connection} answers. Reports wait and go out by themselves when it does.`,
  };
}

export function polling({ connection, since, reason: said }: RefusedPolls): Words {
  return {
    summary: `${connection} refuses to tell what changed since ${moment(since)}${said ? ` (${reason(said)})` : ''}: statuses stand still.`,
    remedy: `Put right what it says. ${goOn(connection)}`,
  };
}

/** One way for each place where something can be put right. */
function goOn(connection: string): string {
  return `If it was in the settings or the environment, restart the bridge; if in the CRM: open311-bridge connections resume ${connection}`;
}

export function paused(connection: string, since: Date): Words {
  return {
    summary: `${connection} has been paused by an operator since ${moment(since)}; its reports wait.`,
    remedy: `To go on: open311-bridge connections resume ${connection}`,
  };
}

export function lag(connection: string, oldest: Date): Words {
  return {
    summary: `Reports reach ${connection} late: the oldest has waited since ${moment(oldest)}.`,
    remedy: `To see what waits and why: open311-bridge deliveries list --connection ${connection} --state pending`,
  };
}

export function deadLetters(connection: string, count: number): Words {
  return {
    summary: `${number(count, 'delivery was', 'deliveries were')} given up for ${connection}: the CRM has not got them.`,
    remedy: `To see why: open311-bridge deliveries list --connection ${connection} --state dead`,
  };
}

export function unknowns(connection: string, count: number): Words {
  return {
    summary: `Of ${number(count, 'delivery', 'deliveries')} to ${connection} only a person can tell whether the CRM has them.`,
    remedy: `To see them: open311-bridge deliveries list --connection ${connection} --state unknown`,
  };
}

export function changes(connection: string, count: number): Words {
  return {
    summary: `${number(count, 'thing', 'things')} that ${connection} told can't be applied without a person.`,
    remedy: `To see what and why: open311-bridge changes list --connection ${connection}; then changes apply or changes dismiss.`,
  };
}

export function callbacks(connection: string, count: number): Words {
  return {
    summary: `${number(count, 'message', 'messages')} of ${connection} could not be read: what the CRM told in them is not applied.`,
    remedy: `To see why: open311-bridge callbacks list --connection ${connection}; then put callback.changes right and callbacks retry ${connection}.`,
  };
}

export function unmapped(connection: string, count: number): Words {
  return {
    summary: `No status rule knows ${number(count, 'status', 'statuses')} that ${connection} told: the requests stay as they were.`,
    remedy: `To see them: open311-bridge unmapped --connection ${connection}; then write their statusRules and restart the bridge.`,
  };
}

export function stale(connection: string, count: number): Words {
  return {
    summary: `Of ${number(count, 'open case', 'open cases')} ${connection} has said nothing new for longer than it should.`,
    remedy: `To see them: open311-bridge cases stale --connection ${connection}; then ask whoever works on them.`,
  };
}

export function differences(connection: string, count: number): Words {
  return {
    summary: `What the bridge and ${connection} hold of cases differs in ${number(count, 'case', 'cases')}.`,
    remedy: `To see them: open311-bridge reconcile ${connection} --from 60d; --repair sets them right (docs/reconciling.md).`,
  };
}

export function pushes(subscriber: string, count: number): Words {
  return {
    summary: `${number(count, 'update was', 'updates were')} given up for the subscriber ${subscriber}: it was not told of them.`,
    remedy: `To see why: open311-bridge pushes list --subscriber ${subscriber}; then put the receiver or its settings right and open311-bridge pushes retry ${subscriber}, or pushes dismiss ${subscriber}.`,
  };
}

const STATIONS: Readonly<Record<CanaryStation, string>> = {
  started: 'the CRM has not made its case',
  made: 'its case was not seen in the CRM',
  seen: 'the CRM did not take that it is closed',
  'close sent': 'the CRM did not tell that it is closed',
  ended: 'it came back late',
};

export function canary(each: Canary): Words {
  const { connection, publicId, startedAt, outcome, detail } = each;
  const fate = outcome === 'failed' ? 'came to nothing' : 'is late';
  const why = detail === undefined ? STATIONS[stationOf(each)] : reason(detail);
  return {
    summary: `The test report ${publicId} to ${connection} of ${moment(startedAt)} ${fate}: ${why}.`,
    remedy: `To see where it stopped: open311-bridge journey ${publicId}; to try again: open311-bridge canary ${connection}. Reports of residents may fare alike.`,
  };
}

export function absence(jurisdiction: string, last: Date, { hours, from, to }: AbsenceRule): Words {
  return {
    summary: `No report came in for ${jurisdiction} in ${hours} hours of those between ${from} and ${to}; the last came ${moment(last)}.`,
    remedy:
      'File a report from an app of that city, and see that its server reaches the bridge with a valid key: open311-bridge keys list',
  };
}

export function certificate(address: string, expiresAt: Date, now: Date): Words {
  const days = Math.floor((expiresAt.getTime() - now.getTime()) / DAY);
  const when = days < 0 ? 'has expired' : `expires in ${number(days, 'day', 'days')}`;
  return {
    summary: `The certificate of ${address} ${when}, ${moment(expiresAt)}.`,
    remedy: `Have it renewed by whoever runs ${address}; nothing is sent there once it has expired.`,
  };
}

export function catalogue(connection: string, problem: string): Words {
  return {
    summary: `The services of ${connection} are to be looked at: ${reason(problem)}. Nothing was removed.`,
    remedy: `To see what came: open311-bridge catalogue diff ${connection}. It is over with the next whole list, or with open311-bridge catalogue dismiss ${connection}.`,
  };
}

/** A CRM's own words may repeat a resident's. */
function reason(text: string): string {
  const masked = maskContacts(text).replace(/\s+/g, ' ').trim();
  return masked.length > LONGEST_REASON ? `${masked.slice(0, LONGEST_REASON)}...` : masked;
}

function number(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** In UTC, to the second. */
function moment(at: Date): string {
  return at.toISOString().replace(/\.\d+Z$/, 'Z');
}
