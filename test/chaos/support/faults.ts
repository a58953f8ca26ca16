import type { TestPostgres } from '../../support/postgres.js';
import type { TestRedis } from '../../support/redis.js';
import type { Bridges } from './bridges.js';
import type { Crm } from './crm.js';
import { type Fault, faultText, type Moment } from './schedule.js';
import { Serial } from './serial.js';

export interface Victims {
  readonly bridges: Bridges;
  readonly crm: Crm;
  readonly postgres: TestPostgres;
  readonly redis?: TestRedis;
}

/** Brings about what the schedule says, as soon as enough reports are filed. Faults of different victims overlap. */
export class Faults {
  readonly defects: string[] = [];
  private readonly acting: Promise<void>[] = [];
  private readonly waiting: Moment[];
  private readonly postgresActs = new Serial();
  private readonly redisActs = new Serial();

  constructor(
    schedule: readonly Moment[],
    private readonly victims: Victims,
    private readonly log: (line: string) => void,
  ) {
    this.waiting = [...schedule];
  }

  /** @param share of the reports that are filed, 0 to 1. */
  progressed(share: number): void {
    while (this.waiting[0] && this.waiting[0].at <= share) {
      const { at, fault } = this.waiting.shift()!;
      this.log(`${(at * 100).toFixed(1)} % ${faultText(fault)}`);
      this.acting.push(
        this.bring(fault).catch((error: Error) => void this.defects.push(`${faultText(fault)}: ${error.message}`)),
      );
    }
  }

  async over(): Promise<void> {
    await Promise.all(this.acting);
  }

  private async bring(fault: Fault): Promise<void> {
    const { bridges, crm, postgres, redis } = this.victims;
    switch (fault.kind) {
      case 'kill':
        return bridges.get(fault.target).kill();
      case 'stop':
        return bridges.get(fault.target).restart();
      case 'freeze':
        return bridges.get(fault.target).freeze(fault.forMs);
      case 'skew':
        return bridges.skew(fault.target, fault.skewMs);
      case 'postgres':
        return this.postgresActs.run(() => postgres.restart(fault));
      case 'redis-kill':
        return this.redisActs.run(() => redis!.kill(fault.downMs));
      case 'redis-flush':
        return this.redisActs.run(() => redis!.flush());
      case 'crm-kill':
        return crm.kill(fault.downMs);
      case 'crm-refuse':
        return crm.misbehave({ mode: 'refuse', when: 'before' }, fault.forMs);
      case 'crm-misbehave':
        return crm.misbehave(fault.order, fault.forMs);
    }
  }
}
