import type { Log } from '../settings/log.js';
import type { AlertMessage, AlertMessageStore } from '../store/alert-message.store.js';
import type { AlertChannel } from './channel.js';

const DAY = 24 * 60 * 60 * 1000;
/** A channel that is away for a week is not one. */
const GIVE_UP_AFTER_MS = 7 * DAY;
const FORGET_AFTER_MS = 30 * DAY;
const AT_ONCE = 100;

export interface Pauses {
  readonly minMs: number;
  readonly maxMs: number;
}

/** Sends the messages that are due, each until its receiver has it. */
export class AlertSender {
  private readonly channels: ReadonlyMap<string, AlertChannel>;

  constructor(
    private readonly store: AlertMessageStore,
    channels: readonly AlertChannel[],
    private readonly log: Log,
    private readonly pauses: Pauses = { minMs: 10_000, maxMs: 600_000 },
  ) {
    this.channels = new Map(channels.map((channel) => [channel.name, channel]));
  }

  async sendDue(): Promise<void> {
    const due = await this.store.due(AT_ONCE);
    const names = new Set(due.map(({ channel }) => channel));
    await Promise.all(
      [...names].map((name) =>
        this.sendAll(
          name,
          due.filter(({ channel }) => channel === name),
        ),
      ),
    );
    await this.store.forget(new Date(Date.now() - FORGET_AFTER_MS));
  }

  /** One that fails keeps the others of its channel waiting for the next round: a server that is away costs one time limit a round. */
  private async sendAll(name: string, messages: readonly AlertMessage[]): Promise<void> {
    const channel = this.channels.get(name);
    for (const message of messages) {
      if (!channel) await this.giveUp(message, 'its channel is not configured any more');
      else if (!(await this.sent(channel, message))) return;
    }
  }

  private async sent(channel: AlertChannel, message: AlertMessage): Promise<boolean> {
    try {
      await channel.send(message.id, message.body);
    } catch (error) {
      await this.failed(message, (error as Error).message);
      return false;
    }
    await this.store.sent(message.id);
    return true;
  }

  private async failed(message: AlertMessage, reason: string): Promise<void> {
    const { id, alertKey, channel, attempts, createdAt } = message;
    if (Date.now() - createdAt.getTime() > GIVE_UP_AFTER_MS) return this.giveUp(message, reason);
    const pauseMs = Math.min(this.pauses.maxMs, this.pauses.minMs * 2 ** Math.min(attempts, 20));
    await this.store.postpone(id, reason, pauseMs);
    this.log.warn(
      { event: 'alert.unsent', alert: alertKey, channel, reason, pauseMs },
      'an alert did not reach its channel and is sent again later',
    );
  }

  private async giveUp({ id, alertKey, channel }: AlertMessage, reason: string): Promise<void> {
    await this.store.giveUp(id, reason);
    this.log.error({ event: 'alert.given_up', alert: alertKey, channel, reason }, 'an alert never reached its channel');
  }
}
