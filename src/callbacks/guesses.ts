import { Inject, Injectable } from '@nestjs/common';
import { callerNetwork } from '../limits/caller-network.js';
import { RateCounter } from '../limits/rate-counter.js';
import type { LimitSettings, Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { CallbackRefused, type Refusal } from './callback-refused.js';

const GUESSED: readonly Refusal[] = ['unsigned', 'wrong_signature', 'wrong_credentials'];

/** Whoever tries secrets is stopped, by address; a right one from there is taken all the same. */
@Injectable()
export class Guesses {
  private readonly limit: LimitSettings;

  constructor(
    @Inject(SETTINGS) { limits }: Settings,
    @Inject(RateCounter) private readonly counter: RateCounter,
  ) {
    this.limit = limits.failedCallbacksPerAddress;
  }

  /** @throws what it was given, or 429 where it was one too many. */
  async count(error: unknown, address: string): Promise<never> {
    if (this.limit.requests === 0 || !(error instanceof CallbackRefused) || !GUESSED.includes(error.refusal)) throw error;
    const taken = await this.counter.take({ name: 'failed-callbacks', ...this.limit }, callerNetwork(address));
    if (taken.allowed) throw error;
    const { requests, windowSeconds } = this.limit;
    throw new CallbackRefused(
      'too_many',
      `there were more than ${requests} messages without a right proof in ${windowSeconds} seconds from this address`,
      taken.resetSeconds,
    );
  }
}
