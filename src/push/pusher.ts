import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Log } from '../settings/log.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { PushStore } from '../store/push.store.js';
import { UpdateStore } from '../store/update.store.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { PushRound } from './push.round.js';
import { type Subscriber, subscribersOf } from './subscriber.js';

/** Updates become public at whole seconds. */
const EVERY_MS = 1_000;
const FORGET_EVERY_MS = 3_600_000;
const FORGET_AFTER_MS = 30 * 24 * 3_600_000;

/** Tells those who want to know of the updates of a city, each by itself: one that is away holds up nobody else. */
@Injectable()
export class Pusher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly owner = randomUUID();
  private readonly stopping = new AbortController();
  private readonly subscribers: readonly Subscriber[];
  private readonly timers = new Map<Subscriber, NodeJS.Timeout>();
  private readonly rounds = new Map<Subscriber, Promise<void>>();
  private readonly failing = new Set<Subscriber>();
  private isEnsured = false;
  private forgottenAt = 0;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    @Inject(PushStore) private readonly pushes: PushStore,
    @Inject(UpdateStore) private readonly updates: UpdateStore,
    @Inject(Telemetry) private readonly telemetry: Telemetry,
    @Inject(Log) private readonly log: Log,
  ) {
    this.subscribers = subscribersOf(settings.jurisdictions);
  }

  onApplicationBootstrap(): void {
    for (const subscriber of this.subscribers) this.schedule(subscriber, 0);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    for (const timer of this.timers.values()) clearTimeout(timer);
    await Promise.all(this.rounds.values());
    if (this.subscribers.length > 0) await this.pushes.release(this.owner).catch(() => undefined);
  }

  private schedule(subscriber: Subscriber, inMs = EVERY_MS): void {
    if (this.stopping.signal.aborted) return;
    const timer = setTimeout(() => {
      this.rounds.set(
        subscriber,
        this.round(subscriber).finally(() => this.schedule(subscriber)),
      );
    }, inMs);
    this.timers.set(subscriber, timer);
  }

  private async round(subscriber: Subscriber): Promise<void> {
    const { owner, pushes, updates, telemetry, log } = this;
    try {
      await this.ensure();
      await new PushRound(subscriber, { owner, pushes, updates, telemetry, log, signal: this.stopping.signal }).run();
      this.failing.delete(subscriber);
    } catch (error) {
      const fields = { subscriber: subscriber.settings.id, error };
      if (!this.failing.has(subscriber)) log.warn(fields, 'updates could not be pushed just now; they are pushed later');
      this.failing.add(subscriber);
    }
  }

  private async ensure(): Promise<void> {
    if (!this.isEnsured) await this.pushes.ensure(this.subscribers.map(({ settings }) => settings.id));
    this.isEnsured = true;
    if (Date.now() - this.forgottenAt < FORGET_EVERY_MS) return;
    this.forgottenAt = Date.now();
    await this.pushes.forget(new Date(Date.now() - FORGET_AFTER_MS));
  }
}
