import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { serviceOf } from '../domain/catalogue.js';
import type { Service } from '../domain/service.js';
import { Log } from '../settings/log.js';
import type { JurisdictionSettings, Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { CatalogueStore } from '../store/catalogue/catalogue.store.js';

const REFRESH_EVERY_MS = 2_000;

/**
 * The cities with all their services: those of their files, as they stand there, and behind them those that were approved out of their CRMs' lists. Looks
 * into the store every two seconds, so that all processes see the same soon; while the database is away, what was known last holds.
 */
@Injectable()
export class ApprovedServices implements OnModuleInit, OnApplicationShutdown {
  private cities: readonly JurisdictionSettings[];
  private version = '';
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(CatalogueStore) private readonly store: CatalogueStore,
    @Inject(Log) private readonly log: Log,
  ) {
    this.cities = settings.jurisdictions;
  }

  /** The same objects until something changes. */
  get all(): readonly JurisdictionSettings[] {
    return this.cities;
  }

  async onModuleInit(): Promise<void> {
    await this.refresh();
    this.schedule();
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
  }

  private schedule(): void {
    this.timer = setTimeout(() => {
      void this.refresh().finally(() => this.timer && this.schedule());
    }, REFRESH_EVERY_MS);
    this.timer.unref();
  }

  private async refresh(): Promise<void> {
    try {
      const version = await this.store.version();
      if (version === this.version) return;
      const told = await this.store.effective(
        this.settings.jurisdictions.flatMap(({ connections }) => connections.map(({ id }) => id)),
      );
      this.cities = this.settings.jurisdictions.map((city) => withServices(city, told));
      this.version = version;
    } catch (error) {
      this.log.warn({ event: 'catalogue.unread', reason: (error as Error).message }, 'the approved services could not be read');
    }
  }
}

/** Services of the file win; of two connections that tell of the same code the one that stands first. */
function withServices(city: JurisdictionSettings, told: Awaited<ReturnType<CatalogueStore['effective']>>): JurisdictionSettings {
  const services = new Map<string, Service>(city.services.map((each) => [each.code, each]));
  for (const { id, name } of city.connections)
    for (const { connection, service, pins } of told)
      if (connection === id && !services.has(service.code)) services.set(service.code, serviceOf(service, pins, name));
  return services.size === city.services.length ? city : { ...city, services: [...services.values()] };
}
