import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Sandbox } from '../sandbox.js';
import type { BridgeProcess } from './bridge-process.js';

export interface ChaosPlan {
  /** How often the bridge is killed and started again while reports come in. */
  readonly kills: number;
  /** Empty Redis half-way. */
  readonly flush: boolean;
}

/** Breaks things at the given points of the way, each once. Moments are random within their part of it. */
export class Chaos {
  private readonly moments: { at: number; act: () => Promise<void> }[] = [];
  private acting: Promise<void> = Promise.resolve();

  constructor(plan: ChaosPlan, bridge: BridgeProcess, restarted: (sandbox: Sandbox) => Promise<void>) {
    for (let kill = 0; kill < plan.kills; kill++) {
      const at = (kill + 0.2 + Math.random() * 0.6) / plan.kills;
      this.moments.push({
        at,
        act: async () => {
          await bridge.kill();
          await restarted(await bridge.start());
        },
      });
    }
    if (plan.flush) this.moments.push({ at: 0.5, act: flushRedis });
  }

  /** @param share of the way that is behind us, 0 to 1. */
  progressed(share: number): void {
    const due = this.moments.filter(({ at }) => at <= share);
    for (const moment of due) {
      this.moments.splice(this.moments.indexOf(moment), 1);
      this.acting = this.acting.then(moment.act);
    }
  }

  async settled(): Promise<void> {
    await this.acting;
    await sleep(0);
  }
}

async function flushRedis(): Promise<void> {
  const url = process.env['REDIS_URL'];
  if (!url) throw new Error('--flush needs REDIS_URL: there is no Redis to empty');
  const redis = new Redis(url);
  await redis.flushall();
  redis.disconnect();
}
