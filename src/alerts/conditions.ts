import type { AlertRule, Condition } from '../domain/alert.js';
import type { Canary } from '../domain/canary.js';
import type { AlertsSettings, CountRule } from '../settings/alerts-settings.js';
import type { ConnectionSettings, JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import type { AttentionFigure } from '../store/attention.store.js';
import type { CatalogueFigure, GateFigure, GivenUpFigure, ParkedFigure, WaitingFigure } from '../store/alert-figures.store.js';
import type { RefusedPolls } from '../store/connection-health.store.js';
import type { KnownCertificate } from '../store/certificate.store.js';
import { canaryCondition } from './canary-condition.js';
import { wasOpen } from './open-time.js';
import * as words from './words.js';
import { countedHours } from './open-time.js';

/** What the rules look at, as it stands in the store. */
export interface Figures {
  readonly waiting: readonly WaitingFigure[];
  readonly parked: readonly ParkedFigure[];
  readonly attention: readonly AttentionFigure[];
  readonly gates: readonly GateFigure[];
  readonly refusedPolls: readonly RefusedPolls[];
  /** Jurisdiction id -> its last report. */
  readonly lastReports: ReadonlyMap<string, Date>;
  readonly certificates: readonly KnownCertificate[];
  readonly catalogues: readonly CatalogueFigure[];
  /** Of each connection that sends any, the last that ended and the one that is under way. */
  readonly canaries: readonly Canary[];
  readonly givenUpPushes: readonly GivenUpFigure[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Everything that the rules find worth telling just now. */
export function conditionsOf(
  figures: Figures,
  rules: AlertsSettings,
  cities: readonly JurisdictionSettings[],
  now: Date,
): Condition[] {
  const paused = new Set(figures.gates.filter(({ pausedAt }) => pausedAt).map(({ connection }) => connection));
  const subscribers = new Set(cities.flatMap((city) => city.push.map(({ id }) => id)));
  const connections = new Map(cities.flatMap((city) => city.connections.map((each) => [each.id, each])));
  return [
    ...figures.gates.flatMap((gate) => [...breaker(gate, rules, now), ...pause(gate, rules, now)]),
    ...figures.refusedPolls.filter(({ connection }) => connections.has(connection)).flatMap((each) => polling(each, rules, now)),
    ...figures.waiting.flatMap((each) => (paused.has(each.connection) ? [] : lag(each, rules, connections, now))),
    ...figures.parked.flatMap((each) => parked(each, rules)),
    ...figures.attention.flatMap((each) => attention(each, rules)),
    ...cities.flatMap((city) => absence(city, figures.lastReports.get(city.id), rules, now)),
    ...figures.certificates.flatMap((each) => certificate(each, rules, now)),
    ...[...connections.values()].flatMap((each) => (paused.has(each.id) ? [] : canary(each, figures.canaries, now))),
    ...figures.givenUpPushes.filter(({ subscriber }) => subscribers.has(subscriber)).flatMap((each) => pushes(each, rules)),
    ...figures.catalogues.filter(({ connection }) => connections.has(connection)).map((each) => catalogue(each, now)),
  ];
}

/** A connection that a person must put right is told of at once. */
function breaker(gate: GateFigure, { breakerOpen: { afterMinutes } }: AlertsSettings, now: Date): Condition[] {
  const { connection: subject, openedAt: since, reasonKind } = gate;
  if (afterMinutes === 0 || !since) return [];
  const minutes = past(since, now, MINUTE);
  const held = reasonKind === 'misconfigured';
  if (!held && minutes < afterMinutes) return [];
  const said = words.breaker(gate, held);
  return [{ key: `breaker:${subject}`, rule: 'breaker', subject, since, value: minutes, counts: false, ...said }];
}

/** A refusal is for a person to put right, as a connection that is held is. */
function polling(refused: RefusedPolls, { breakerOpen: { afterMinutes } }: AlertsSettings, now: Date): Condition[] {
  const { connection: subject, since } = refused;
  if (afterMinutes === 0) return [];
  const value = past(since, now, MINUTE);
  return [{ key: `polling:${subject}`, rule: 'polling', subject, since, value, counts: false, ...words.polling(refused) }];
}

function pause({ connection: subject, pausedAt: since }: GateFigure, rules: AlertsSettings, now: Date): Condition[] {
  const { afterHours } = rules.paused;
  if (afterHours === 0 || !since || past(since, now, HOUR) < afterHours) return [];
  const value = past(since, now, HOUR);
  return [{ key: `paused:${subject}`, rule: 'paused', subject, since, value, counts: false, ...words.paused(subject, since) }];
}

function lag(
  { connection: subject, oldest: since }: WaitingFigure,
  { lag: { olderThanMinutes } }: AlertsSettings,
  connections: ReadonlyMap<string, ConnectionSettings>,
  now: Date,
): Condition[] {
  const value = past(since, now, MINUTE);
  if (olderThanMinutes === 0 || value < olderThanMinutes) return [];
  const connection = connections.get(subject);
  if (connection && !wasOpen(connection.delivery, connection.timeZone, olderThanMinutes * MINUTE, now)) return [];
  return [{ key: `lag:${subject}`, rule: 'lag', subject, since, value, counts: false, ...words.lag(subject, since) }];
}

function parked({ state, connection: subject, ...rest }: ParkedFigure, rules: AlertsSettings): Condition[] {
  const figure = { subject, ...rest };
  return state === 'dead'
    ? counted('dead-letters', figure, rules.deadLetters, words.deadLetters)
    : counted('unknowns', figure, rules.unknowns, words.unknowns);
}

const ATTENTION = {
  changes: words.changes,
  callbacks: words.callbacks,
  unmapped: words.unmapped,
  stale: words.stale,
  differences: words.differences,
} as const;

function attention({ kind, connection: subject, ...figure }: AttentionFigure, rules: AlertsSettings): Condition[] {
  return counted(kind, { subject, ...figure }, rules[kind], ATTENTION[kind]);
}

function pushes({ subscriber: subject, ...figure }: GivenUpFigure, rules: AlertsSettings): Condition[] {
  return counted('pushes', { subject, ...figure }, rules.pushes, words.pushes);
}

interface Counted {
  readonly subject: string;
  readonly count: number;
  readonly since: Date;
}

function counted(
  rule: AlertRule,
  { subject, count: value, since }: Counted,
  { atLeast }: CountRule,
  said: (subject: string, count: number) => words.Words,
): Condition[] {
  if (atLeast === 0 || value < atLeast) return [];
  return [{ key: `${rule}:${subject}`, rule, subject, since, value, counts: true, ...said(subject, value) }];
}

function absence(city: JurisdictionSettings, last: Date | undefined, rules: AlertsSettings, now: Date): Condition[] {
  const { hours } = rules.absence;
  if (hours === 0 || !last) return [];
  const value = countedHours(last, now, rules.absence, city.timeZone);
  if (value < hours) return [];
  const said = words.absence(city.id, last, rules.absence);
  return [{ key: `absence:${city.id}`, rule: 'absence', subject: city.id, since: last, value, counts: false, ...said }];
}

function certificate({ host, port, expiresAt }: KnownCertificate, rules: AlertsSettings, now: Date): Condition[] {
  const { withinDays } = rules.certificates;
  const value = past(now, expiresAt, DAY);
  if (withinDays === 0 || value > withinDays) return [];
  const subject = `${host}:${port}`;
  const since = new Date(expiresAt.getTime() - withinDays * DAY);
  const said = words.certificate(subject, expiresAt, now);
  return [{ key: `certificate:${subject}`, rule: 'certificate', subject, since, value, counts: false, ...said }];
}

/** A list of services that a person must look at. */
function catalogue({ connection: subject, problem, since }: CatalogueFigure, now: Date): Condition {
  const value = past(since, now, HOUR);
  return {
    key: `catalogue:${subject}`,
    rule: 'catalogue',
    subject,
    since,
    value,
    counts: false,
    ...words.catalogue(subject, problem),
  };
}

function canary(connection: ConnectionSettings, canaries: readonly Canary[], now: Date): Condition[] {
  return canaryCondition(
    canaries.filter((each) => each.connection === connection.id),
    connection,
    now,
  );
}

/** In whole units and parts. */
function past(from: Date, to: Date, unit: number): number {
  return (to.getTime() - from.getTime()) / unit;
}
