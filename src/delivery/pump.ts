import { setImmediate } from 'node:timers/promises';
import type { Connection } from '../connections/connection.js';
import { closedUntil } from '../domain/calendar.js';
import type { Log } from '../settings/log.js';
import type { ClaimedDelivery } from '../store/claim.js';
import type { DeliveryStore } from '../store/delivery.store.js';
import type { GateStore } from '../store/gate.store.js';
import type { Deliverer } from './deliverer.js';
import { leaseMsOf } from './lease.js';
import type { Prober } from './prober.js';

/** The longest that setTimeout takes. */
const LONGEST_TIMER_MS = 2_147_483_647;
/** All slots are with other processes. */
const SLOT_WAIT_MS = 250;
/** Nothing is looked at more often than this by a timer. */
const SHORTEST_TIMER_MS = 5;

export interface PumpParts {
  readonly deliveries: DeliveryStore;
  readonly gates: GateStore;
  readonly deliverer: Deliverer;
  readonly prober: Prober;
  readonly log: Log;
}

/**
 * Takes what is due of one connection, as much at once as the connection allows, until nothing is; then sleeps until it is woken, or until the next thing
 * is due that it knows of. One look at a time: whoever wakes it meanwhile makes it look once more.
 */
export class Pump {
  private readonly inHand = new Set<Promise<void>>();
  private looking: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly connection: Connection,
    private readonly parts: PumpParts,
  ) {}

  wake(): void {
    this.again = true;
    if (this.stopped) return;
    this.looking ??= this.look().finally(() => (this.looking = undefined));
  }

  /** Takes nothing more. @returns when everything in hand has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
    await Promise.allSettled(this.inHand);
  }

  private async look(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      // What ends in the same turn frees its room together: one claim instead of many.
      await setImmediate();
      await this.takeAll().catch((error: Error) =>
        this.parts.log.warn(
          { error, connection: this.connection.id },
          'deliveries could not be taken; the next sweep looks again',
        ),
      );
    }
  }

  private async takeAll(): Promise<void> {
    const { callsAtOnce } = this.connection.settings.delivery;
    for (let room = callsAtOnce - this.inHand.size; room > 0 && !this.stopped; room = callsAtOnce - this.inHand.size) {
      const closed = this.closedForMs();
      if (closed !== undefined) return this.wakeIn(closed);
      const taken = await this.take(room);
      if (taken < room) return this.rest();
    }
  }

  private async take(room: number): Promise<number> {
    const { connection, parts } = this;
    const leaseMs = leaseMsOf(connection);
    // The lease is counted from before the claim was asked for, so that it never ends here later than in the store.
    const lease = { endsAt: performance.now() + leaseMs };
    const claimed = await parts.deliveries.claim({
      connection: connection.id,
      room,
      callsAtOnce: connection.settings.delivery.callsAtOnce,
      gapMs: connection.gapMs,
      leaseMs,
      worker: parts.deliverer.worker,
    });
    for (const delivery of claimed) this.start(delivery, lease);
    return claimed.length;
  }

  private start(delivery: ClaimedDelivery, lease: { endsAt: number }): void {
    const work = this.deliver(delivery, lease).finally(() => {
      this.inHand.delete(work);
      this.wake();
    });
    this.inHand.add(work);
  }

  private async deliver(delivery: ClaimedDelivery, lease: { endsAt: number }): Promise<void> {
    try {
      const { settled } = await this.parts.deliverer.attempt(delivery, this.connection, lease);
      if (settled.recovered) await this.parts.gates.recover(this.connection.id);
    } catch (error) {
      this.parts.log.warn(
        { error, deliveryId: delivery.id, connection: this.connection.id },
        'what came of an attempt could not be written; it is taken up again when its lease is over',
      );
    }
  }

  /** Fewer than there is room for: nothing more is due, or the connection does not let more through. */
  private async rest(): Promise<void> {
    const state = await this.parts.gates.state(this.connection.id);
    if (!state || state.paused) return;
    if (state.breaker === 'open') return this.probeIn(state.probeInMs ?? 0);
    if (state.nextDueInMs === undefined) return;
    // What is due and was not taken waits for a slot: who frees one here looks again; for those of other processes, look now and then.
    if (state.nextDueInMs > 0) this.wakeIn(state.nextDueInMs);
    else if (this.inHand.size === 0) this.wakeIn(SLOT_WAIT_MS);
  }

  private async probeIn(inMs: number): Promise<void> {
    if (inMs > 0) return this.wakeIn(inMs);
    if (await this.parts.prober.probe(this.connection)) this.again = true;
    else this.wakeIn(this.connection.settings.delivery.breakerPauseMinMs);
  }

  private closedForMs(): number | undefined {
    const { delivery, timeZone } = this.connection.settings;
    const now = new Date();
    const until = closedUntil(delivery, timeZone, now);
    return until && until.getTime() - now.getTime();
  }

  private wakeIn(inMs: number): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(() => this.wake(), Math.min(LONGEST_TIMER_MS, Math.max(SHORTEST_TIMER_MS, inMs)));
    this.timer.unref();
  }
}
