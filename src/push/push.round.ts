import { publicUpdate } from '../intake/masking.js';
import type { Log } from '../settings/log.js';
import type { Push, PushStore } from '../store/push.store.js';
import type { PublicUpdate, UpdateStore } from '../store/update.store.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import type { Subscriber } from './subscriber.js';
import { type Verdict, verdictOn } from './verdict.js';

export interface PushParts {
  readonly owner: string;
  readonly pushes: PushStore;
  readonly updates: UpdateStore;
  readonly telemetry: Telemetry;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const NOTED_AT_ONCE = 500;
const SENT_AT_ONCE = 8;
/** Longer than the time limit of one message. */
const LEASE_MS = 30_000;

/** Tells one subscriber all that is news, as far as it takes it. */
export class PushRound {
  constructor(
    private readonly subscriber: Subscriber,
    private readonly parts: PushParts,
  ) {}

  async run(): Promise<void> {
    const { pushes, owner, signal } = this.parts;
    const { id } = this.subscriber.settings;
    for (let goesOn = true; goesOn && !signal.aborted;) {
      const lease = await pushes.lease(id, owner, LEASE_MS);
      if (!lease) return;
      await pushes.feed(id, this.subscriber.city.id, NOTED_AT_ONCE);
      goesOn = await this.sendDue(lease.lastBackoffMs);
    }
  }

  /** @returns whether there may be more to send now. */
  private async sendDue(lastBackoffMs: number | undefined): Promise<boolean> {
    const { pushes, updates } = this.parts;
    const due = await pushes.due(this.subscriber.settings.id, SENT_AT_ONCE);
    const told = await updates.ofRows(due.map(({ updateId }) => updateId));
    const verdicts = await Promise.all(due.map((push) => this.sendOne(push, told.get(push.updateId), lastBackoffMs)));
    return verdicts.length > 0 && verdicts.every(({ is }) => is !== 'away');
  }

  private async sendOne(push: Push, update: PublicUpdate | undefined, lastBackoffMs: number | undefined): Promise<Verdict> {
    const verdict: Verdict = update
      ? await this.tried(push, update, lastBackoffMs)
      : { is: 'dead', reason: 'it is not public any more' };
    await this.settle(push, verdict);
    return verdict;
  }

  private async tried(push: Push, update: PublicUpdate, lastBackoffMs: number | undefined): Promise<Verdict> {
    const { receiver, settings, city } = this.subscriber;
    const about = { ageMs: Date.now() - push.createdAt.getTime(), lastBackoffMs };
    try {
      const posted = await receiver.send(publicUpdate(city, update));
      const isKnown = push.attempts > 0 && receiver.knew(posted);
      return verdictOn({ ...about, posted, reason: `the receiver answered ${posted.status}`, isKnown }, settings);
    } catch (error) {
      return verdictOn({ ...about, reason: (error as Error).message, isKnown: false }, settings);
    }
  }

  private async settle({ id, updateId }: Push, verdict: Verdict): Promise<void> {
    const { pushes, telemetry, log } = this.parts;
    const subscriber = this.subscriber.settings.id;
    telemetry.pushed(subscriber, verdict.is === 'away' ? 'retry' : verdict.is);
    if (verdict.is === 'sent') return pushes.settle(subscriber, id, 'sent');
    const fields = { event: 'push.failed', subscriber, update: updateId, reason: verdict.reason };
    if (verdict.is === 'dead') {
      await pushes.settle(subscriber, id, 'dead', verdict.reason);
      log.error(fields, 'an update was refused by one who wants to be told, or given up; it is not sent again');
    } else {
      await pushes.postpone(subscriber, id, verdict.reason, verdict.pauseMs);
      log.warn(
        { ...fields, pauseMs: verdict.pauseMs },
        'one who wants to be told of updates does not take them; they are sent later',
      );
    }
    return undefined;
  }
}
