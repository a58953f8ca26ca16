import { Inject, Injectable } from '@nestjs/common';
import { Log } from '../settings/log.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { type FallbackPolicy, FallbackStore } from '../store/fallback.store.js';

/** Short enough that intake never waits long for the embedded database's one session. */
const AT_ONCE = 500;
/** A sweep ends; what is left waits for the next one. */
const BATCHES_A_RUN = 10;

/** Gives reports that their connection does not take a copy at its fallback, as the settings say. */
@Injectable()
export class Fallbacks {
  private readonly policies: readonly FallbackPolicy[];

  constructor(
    @Inject(SETTINGS) settings: Settings,
    @Inject(FallbackStore) private readonly store: FallbackStore,
    @Inject(Log) private readonly log: Log,
  ) {
    this.policies = settings.jurisdictions
      .flatMap(({ connections }) => connections)
      .flatMap(({ id, delivery: { fallback } }) => (fallback ? [{ connection: id, ...fallback }] : []));
  }

  /** Any number of processes may do so at once. @returns ids of the connections that got deliveries. @throws when the database does not answer. */
  async run(): Promise<string[]> {
    const withWork = new Set<string>();
    for (const policy of this.policies) if ((await this.copyLate(policy)) > 0) withWork.add(policy.to);
    return [...withWork];
  }

  private async copyLate(policy: FallbackPolicy): Promise<number> {
    let copies = 0;
    for (let batch = 0; batch < BATCHES_A_RUN; batch++) {
      const { looked, copied } = await this.store.copyLate(policy, AT_ONCE);
      copies += copied;
      if (looked < AT_ONCE) break;
    }
    if (copies > 0)
      this.log.warn({ connection: policy.connection, to: policy.to, copies }, 'reports that are not taken went to the fallback');
    return copies;
  }
}
