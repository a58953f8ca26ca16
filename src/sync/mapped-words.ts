import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { ruleFor } from '../domain/status-rules.js';
import { Log } from '../settings/log.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { type UnmappedWord, UnmappedWordStore } from '../store/unmapped-word.store.js';

/** Rules are read at the start: words that have theirs by now, and those of connections that are gone, wait for nobody any more. */
@Injectable()
export class MappedWords implements OnApplicationBootstrap {
  private readonly rules;

  constructor(
    @Inject(SETTINGS) { jurisdictions }: Settings,
    @Inject(UnmappedWordStore) private readonly words: UnmappedWordStore,
    @Inject(Log) private readonly log: Log,
  ) {
    const connections = jurisdictions.flatMap((city) => city.connections);
    this.rules = new Map(connections.map(({ id, statusRules }) => [id, statusRules]));
  }

  async onApplicationBootstrap(): Promise<void> {
    try {
      const settled = (await this.words.list()).filter((word) => this.isSettled(word));
      if (settled.length === 0) return;
      await this.words.forget(settled);
      this.log.info({ event: 'sync.mapped', words: settled.length }, 'status words that were unknown have their rule now');
    } catch (error) {
      this.log.warn({ event: 'sync.mapped', error }, 'unknown status words could not be looked at; the next start does it');
    }
  }

  private isSettled({ connection, status, reason }: UnmappedWord): boolean {
    const rules = this.rules.get(connection);
    return rules === undefined || ruleFor(rules, { status, reason }) !== undefined;
  }
}
