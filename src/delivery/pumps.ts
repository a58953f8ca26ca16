import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Connections } from '../connections/connections.js';
import { Log } from '../settings/log.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { DeliveryStore } from '../store/delivery.store.js';
import { GateStore } from '../store/gate.store.js';
import { Deliverer } from './deliverer.js';
import { Prober } from './prober.js';
import { Pump } from './pump.js';

/** The pumps of this process, one a connection. */
@Injectable()
export class Pumps implements BeforeApplicationShutdown {
  private readonly pumps: ReadonlyMap<string, Pump>;

  constructor(
    @Inject(Connections) private readonly connections: Connections,
    @Inject(DeliveryStore) deliveries: DeliveryStore,
    @Inject(GateStore) private readonly gates: GateStore,
    @Inject(Deliverer) private readonly deliverer: Deliverer,
    @Inject(Prober) private readonly prober: Prober,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(Log) log: Log,
  ) {
    const parts = { deliveries, gates, deliverer, prober, log };
    this.pumps = new Map(connections.all().map((connection) => [connection.id, new Pump(connection, parts)]));
  }

  get ids(): string[] {
    return [...this.pumps.keys()];
  }

  /** Makes what the store needs of each connection. */
  async prepare(): Promise<void> {
    for (const { id, settings } of this.connections.all()) await this.gates.ensure(id, settings.delivery.callsAtOnce);
  }

  /** Nothing happens for a connection that is not configured: its deliveries wait, and the sweeper tells of them. */
  wake(connection: string): void {
    this.pumps.get(connection)?.wake();
  }

  /** Calls in hand may finish until the deadline; then they are cut off and handed back. */
  async beforeApplicationShutdown(): Promise<void> {
    const ended = Promise.all([...this.pumps.values()].map((pump) => pump.stop()));
    this.prober.stop();
    const deadline = new AbortController();
    const late = sleep(this.settings.delivery.shutdownMs, undefined, { signal: deadline.signal }).catch(() => undefined);
    await Promise.race([ended, late]);
    this.deliverer.stop();
    await ended;
    deadline.abort();
  }
}
