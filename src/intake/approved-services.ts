import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Rounds } from '../rounds/rounds.js';
import { Log } from '../settings/log.js';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { citiesWithApproved } from '../store/catalogue/approved-cities.js';
import { CatalogueStore } from '../store/catalogue/catalogue.store.js';

const REFRESH_EVERY_MS = 2_000;

/**
 * The cities with all their services, approved ones too. Looks into the store every two seconds, so that all processes see the same soon; while the
 * database is away, what was known last holds.
 */
@Injectable()
export class ApprovedServices implements OnModuleInit, OnApplicationShutdown {
  private cities: readonly JurisdictionSettings[];
  private version = '';
  private readonly rounds = new Rounds(() => this.refresh(), REFRESH_EVERY_MS);

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
    this.rounds.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  private async refresh(): Promise<void> {
    try {
      const version = await this.store.version();
      if (version === this.version) return;
      this.cities = await citiesWithApproved(this.store, this.settings.jurisdictions);
      this.version = version;
    } catch (error) {
      this.log.warn({ event: 'catalogue.unread', reason: (error as Error).message }, 'the approved services could not be read');
    }
  }
}
