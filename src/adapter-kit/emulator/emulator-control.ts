import type { CallbackAddress, SentCallback } from './callback-sender.js';
import type { LedgerCase } from './ledger.js';
import type { Order } from './misbehaviour.js';

/** Commands an emulator over its control address, as a script or a person would. A command that it refuses is thrown as an Error. */
export class EmulatorControl {
  constructor(private readonly controlUrl: string) {}

  async cases(): Promise<LedgerCase[]> {
    const { cases } = (await this.call('GET', 'cases.json')) as { cases: LedgerCase[] };
    return cases;
  }

  /** @param at default: now. */
  async close(ref: string, reason: string, text?: string, at?: Date): Promise<void> {
    await this.call('POST', 'close', { ref, reason, text, at: at?.toISOString() });
  }

  /** How many calls of each operation came since the last reset. */
  async calls(): Promise<Readonly<Record<string, number>>> {
    return (await this.call('GET', 'calls.json')) as Record<string, number>;
  }

  /** From now on every change of a case is told there. Refused by a stand-in for a CRM that tells nobody. */
  async sendCallbacks(to: Omit<CallbackAddress, 'manner'> & Partial<CallbackAddress>): Promise<void> {
    await this.call('POST', 'callbacks', { ...to });
  }

  /** Every try since the last reset. */
  async sentCallbacks(): Promise<SentCallback[]> {
    return (await this.call('GET', 'callbacks.json')) as SentCallback[];
  }

  /** Lets go what `reordered` and `late` hold. */
  async releaseCallbacks(): Promise<void> {
    await this.call('POST', 'callbacks/release');
  }

  async misbehave(order: Pick<Order, 'mode'> & Partial<Order>): Promise<void> {
    await this.call('POST', 'misbehave', order);
  }

  async behave(): Promise<void> {
    await this.call('POST', 'behave');
  }

  async reset(): Promise<void> {
    await this.call('POST', 'reset');
  }

  private async call(method: string, command: string, query: Record<string, unknown> = {}): Promise<unknown> {
    const given = Object.entries(query).filter(([, value]) => value !== undefined);
    const url = `${this.controlUrl}/control/${command}?${new URLSearchParams(given.map(([key, value]): [string, string] => [key, String(value)]))}`;
    const answer = await fetch(url, { method });
    const body: unknown = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${command}: ${answer.status} ${JSON.stringify(body)}`);
    return body;
  }
}
