import { MISBEHAVIOURS, type Misbehaviour, type Order } from '../../../src/adapter-kit/emulator/misbehaviour.js';
import { Random } from './random.js';
import { LEASE_MS, type RoundOptions } from './round-options.js';

/** What goes wrong; durations in milliseconds. */
export type Fault =
  | { readonly kind: 'kill' | 'stop'; readonly target: string }
  | { readonly kind: 'freeze'; readonly target: string; readonly forMs: number }
  | { readonly kind: 'skew'; readonly target: string; readonly skewMs: number }
  | { readonly kind: 'postgres'; readonly mode: 'fast' | 'immediate'; readonly downMs: number }
  | { readonly kind: 'redis-kill' | 'crm-kill'; readonly downMs: number }
  | { readonly kind: 'redis-flush' }
  | { readonly kind: 'crm-refuse'; readonly forMs: number }
  | { readonly kind: 'crm-misbehave'; readonly order: Order; readonly forMs: number };

export interface Moment {
  /** Share of the reports that have been filed by then, 0 to 1. */
  readonly at: number;
  readonly fault: Fault;
}

type Maker = (random: Random, options: RoundOptions) => Fault;

const MINUTE = 60_000;
const REPORTS_A_FAULT = 45;
const FEWEST_FAULTS = 6;
const MOST_FAULTS = 26;
/** An answer of this kind says that nothing was done. Nobody can guard against a CRM that says so of what it has done. */
const ALWAYS_BEFORE: readonly Misbehaviour[] = ['fault', 'auth', 'ratelimit', 'error403', 'error404'];
/** How long a slow answer takes: the CRM is done before the bridge stops waiting for it. */
const SLOW_MS: readonly [number, number] = [100, 1300];

const anyBridge: Maker = (random, { adapter }) => ({ kind: 'kill', target: random.oneOf(bridgesOf(adapter)) });
const aDelivery = (random: Random) => `delivery-${random.whole(1, DELIVERY_PROCESSES)}`;

export const DELIVERY_PROCESSES = 2;

const MAKERS: Readonly<Record<string, Maker>> = {
  kill: anyBridge,
  killDelivery: (random) => ({ kind: 'kill', target: aDelivery(random) }),
  stop: (random, { adapter }) => ({ kind: 'stop', target: random.oneOf(bridgesOf(adapter)) }),
  freeze: (random) => ({ kind: 'freeze', target: aDelivery(random), forMs: LEASE_MS + random.whole(200, 2000) }),
  skew: (random, { adapter }) => ({
    kind: 'skew',
    target: random.oneOf(bridgesOf(adapter)),
    skewMs: random.whole(-60, 60) * MINUTE,
  }),
  postgresFast: (random) => ({ kind: 'postgres', mode: 'fast', downMs: random.whole(0, 800) }),
  postgresImmediate: (random) => ({ kind: 'postgres', mode: 'immediate', downMs: random.whole(0, 800) }),
  redisKill: (random) => ({ kind: 'redis-kill', downMs: random.whole(0, 1500) }),
  redisFlush: () => ({ kind: 'redis-flush' }),
  crmRefuse: (random) => ({ kind: 'crm-refuse', forMs: random.whole(300, 2500) }),
  crmKill: (random) => ({ kind: 'crm-kill', downMs: random.whole(0, 800) }),
};
const REDIS_MAKERS = ['redisKill', 'redisFlush'];

export function bridgesOf(adapter: RoundOptions['adapter']): string[] {
  const deliveries = Array.from({ length: DELIVERY_PROCESSES }, (_, index) => `delivery-${index + 1}`);
  // Nothing comes back from a CRM that only takes mail.
  return ['intake', ...deliveries, ...(adapter === 'lagan' ? ['sync'] : [])];
}

/** One seed makes one schedule: what goes wrong, when, and how. Every kind comes before any kind comes again. */
export function scheduleOf(options: RoundOptions): Moment[] {
  const random = new Random(options.seed);
  const count = Math.min(MOST_FAULTS, Math.max(FEWEST_FAULTS, Math.round(options.reports / REPORTS_A_FAULT)));
  const faults = Array.from({ length: Math.ceil(count / 2) + 1 }, () => deal(random, options)).flat();
  return faults
    .slice(0, count)
    .map((fault) => ({ at: 0.03 + random.share() * 0.94, fault }))
    .sort((a, b) => a.at - b.at);
}

/** Each kind once, in an order of chance; as many misbehaviours of the CRM as all else together. */
function deal(random: Random, options: RoundOptions): Fault[] {
  const names = Object.keys(MAKERS).filter((name) => options.queue === 'redis' || !REDIS_MAKERS.includes(name));
  const others = random.shuffled(names).map((name) => MAKERS[name]!(random, options));
  const orders = random.shuffled(ordersFor(options.adapter)).map((order) => misbehave(random, order));
  return others.flatMap((fault, index) => [fault, orders[index % orders.length]!]);
}

/** `refuse` is a fault of its own. A CRM that does one call `twice` by itself has two cases of it, whoever called. */
const NOT_HERE: readonly Misbehaviour[] = ['refuse', 'twice'];

type Kind = Pick<Order, 'mode' | 'when'>;

function ordersFor(adapter: RoundOptions['adapter']): Kind[] {
  // A mail server's reply to a whole mail is its word: none of its replies comes after it kept the mail.
  const before = adapter === 'lagan' ? ALWAYS_BEFORE : [...ALWAYS_BEFORE, 'error500' as const];
  const modes = MISBEHAVIOURS.filter((mode) => !NOT_HERE.includes(mode));
  return modes.flatMap((mode) => [
    { mode, when: 'before' as const },
    ...(before.includes(mode) ? [] : [{ mode, when: 'after' as const }]),
  ]);
}

function misbehave(random: Random, kind: Kind): Fault {
  return {
    kind: 'crm-misbehave',
    order: {
      ...kind,
      share: random.whole(10, 80) / 100,
      ...(kind.mode === 'slow' ? { delayMs: random.whole(...SLOW_MS) } : {}),
    },
    forMs: random.whole(1000, 4000),
  };
}

/** One line a fault, for people. */
export function scheduleText(schedule: readonly Moment[]): string {
  return schedule.map(({ at, fault }) => `${(at * 100).toFixed(1).padStart(5)} %  ${faultText(fault)}`).join('\n');
}

export function faultText({ kind, ...rest }: Fault): string {
  const { order, ...others } = rest as Record<string, unknown>;
  const fields = Object.entries({ ...(order as object | undefined), ...others });
  return [kind, ...fields.map(([name, value]) => `${name}=${String(value)}`)].join(' ');
}
