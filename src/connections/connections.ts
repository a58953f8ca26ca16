import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { Log } from '../settings/log.js';
import { adapterCatalogue } from './adapter-catalogue.js';
import { Connection } from './connection.js';

/** Every configured connection, by id. */
@Injectable()
export class Connections implements OnApplicationShutdown {
  private readonly byId: ReadonlyMap<string, Connection>;

  constructor(@Inject(SETTINGS) settings: Settings, @Inject(Log) log: Log) {
    const all = settings.jurisdictions.flatMap(({ connections }) => connections);
    this.byId = new Map(
      all.map((each) => [
        each.id,
        new Connection(each, adapterCatalogue.create(each.type, each.settings), log.child({ connection: each.id })),
      ]),
    );
  }

  get(id: string): Connection | undefined {
    return this.byId.get(id);
  }

  all(): Connection[] {
    return [...this.byId.values()];
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.all().map((connection) => connection.end()));
  }
}
