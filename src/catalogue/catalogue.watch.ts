import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Connection } from '../connections/connection.js';
import { Connections } from '../connections/connections.js';
import { Rounds } from '../rounds/rounds.js';
import { Log } from '../settings/log.js';
import { CatalogueStore } from '../store/catalogue/catalogue.store.js';
import { fetchServices } from './fetch-services.js';

const LOOK_EVERY_MS = 5_000;

/** Asks CRMs for their services when it is time: one of all processes, and staged only. */
@Injectable()
export class CatalogueWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly rounds = new Rounds(() => this.look(), LOOK_EVERY_MS);

  constructor(
    @Inject(Connections) private readonly connections: Connections,
    @Inject(CatalogueStore) private readonly store: CatalogueStore,
    @Inject(Log) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    if (this.asked().length > 0) this.rounds.start(0);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  private asked(): Connection[] {
    return this.connections
      .all()
      .filter(({ adapter, settings }) => adapter.discoverServices && settings.sync.servicesEveryHours > 0);
  }

  private async look(): Promise<void> {
    for (const connection of this.asked()) await this.fetch(connection);
  }

  private async fetch(connection: Connection): Promise<void> {
    const fields = { event: 'catalogue.fetched', connection: connection.id };
    try {
      if (!(await this.store.isTime(connection.id, connection.settings.sync.servicesEveryHours))) return;
      const staged = await fetchServices(connection, this.store, 'schedule', this.rounds.signal);
      this.log.info({ ...fields, is: staged.is }, 'the CRM was asked for its services');
    } catch (error) {
      if (this.rounds.signal.aborted) return;
      this.log.warn({ ...fields, reason: (error as Error).message }, 'the CRM did not tell its services; what is approved stays');
    }
  }
}
