import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import axios, { type AxiosInstance } from 'axios';
import type { LedgerCase } from '../../../src/adapter-kit/emulator/ledger.js';
import type { Order } from '../../../src/adapter-kit/emulator/misbehaviour.js';
import { freePort } from '../../support/ports.js';
import { Serial } from './serial.js';
import { Supervised } from './supervised.js';

/** The CRM's stand-in, a process of its own with its ledger on disk. */
export class Crm {
  /** Settings that point a connection here. */
  settings: Readonly<Record<string, unknown>> = {};
  private readonly active = new Set<Order>();
  private readonly acts = new Serial();

  private constructor(
    readonly process: Supervised,
    private readonly control: AxiosInstance,
  ) {}

  static async start(type: string, folder: string): Promise<Crm> {
    const [controlPort, servicePort] = [await freePort(), await freePort()];
    const ports = ['--control-port', String(controlPort), '--service-port', String(servicePort)];
    const child = new Supervised({
      name: 'crm',
      args: ['bin/open311-bridge.js', 'emulator', type, '--ledger', join(folder, 'ledger.jsonl'), ...ports],
      env: {},
      ready: /^\{[\s\S]*^\}/m,
      logFile: join(folder, 'crm.log'),
    });
    const crm = new Crm(child, axios.create({ baseURL: `http://127.0.0.1:${controlPort}/control/`, timeout: 10_000 }));
    const [ready] = await child.start();
    crm.settings = (JSON.parse(ready) as { settings: Record<string, unknown> }).settings;
    return crm;
  }

  /** Fails as ordered for a while; other orders go on. */
  async misbehave(order: Order, forMs: number): Promise<void> {
    await this.change(() => this.active.add(order));
    await sleep(forMs);
    await this.change(() => this.active.delete(order));
  }

  async kill(downMs: number): Promise<void> {
    await this.acts.run(() => this.process.kill({ downMs }));
    await this.change(() => undefined);
  }

  async cases(): Promise<LedgerCase[]> {
    const { data } = await this.control.get<{ cases: LedgerCase[] }>('cases.json', { maxContentLength: Infinity });
    return data.cases;
  }

  /** The control interface knows only "behave altogether", so what is still ordered is ordered again. */
  private change(alter: () => void): Promise<void> {
    return this.acts.run(async () => {
      alter();
      await this.control.post('behave');
      for (const order of this.active) await this.control.post('misbehave', undefined, { params: order });
    });
  }
}
