import type { LedgerCase } from '../../src/adapter-kit/emulator/ledger.js';
import type { Order } from '../../src/adapter-kit/emulator/misbehaviour.js';

/** Commands an emulator over its control address, as a script or a person would. */
export class EmulatorControl {
  constructor(private readonly controlUrl: string) {}

  async cases(): Promise<LedgerCase[]> {
    const { cases } = (await this.call('GET', 'cases.json')) as { cases: LedgerCase[] };
    return cases;
  }

  async close(ref: string, reason: string, text?: string): Promise<void> {
    await this.call('POST', 'close', { ref, reason, text });
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
