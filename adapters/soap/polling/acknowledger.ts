import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { StepChain } from '../actions/step-chain.js';
import type { OperationRunner } from '../calls/operation-runner.js';
import { type Readable, ValueReader } from '../paths/value-reader.js';
import type { SoapAcknowledge } from '../settings/polling-settings.js';
import type { SoapSettings } from '../soap.settings.js';
import type { PollState } from './poll-state.js';
import type { SnapshotReader } from './snapshot.js';

/**
 * Tells the CRM what was read. The host hands a page's `nextPage` back once it has written that page, so what a page brought is acknowledged by
 * the call after it: whatever happens in between, nothing is acknowledged that is not on disk (ADR 24).
 */
export class Acknowledger {
  private readonly chain: StepChain;
  private readonly id?: ValueReader;

  constructor(
    private readonly settings: SoapAcknowledge,
    all: SoapSettings,
    runner: OperationRunner,
    private readonly snapshots: SnapshotReader,
  ) {
    this.chain = new StepChain('polling.acknowledge', settings.steps, all, runner);
    this.id = settings.id && new ValueReader(settings.id, all.tables);
  }

  /** @throws AdapterError */
  async tell(ids: readonly string[], context: CallContext): Promise<void> {
    const { most } = this.settings;
    for (let at = 0; at < ids.length; at += most)
      await this.chain.run({ ids: ids.slice(at, at + most), idempotencyKey: context.idempotencyKey }, context);
  }

  /** The same question again, which is answered by what is left. Undefined when nothing new came. */
  after(state: PollState, rows: readonly Readable[], { logger }: CallContext): PollState | undefined {
    const ids = rows.flatMap((row) => (this.id ? this.id.read(row) : this.snapshots.referenceIn(row)) ?? []);
    const told = new Set(state.acknowledge);
    const isNew = ids.some((id) => !told.has(id));
    if (ids.length > 0 && !isNew)
      logger.warn({ ids: ids.length }, 'the CRM tells again what was acknowledged: left for the next round');
    return isNew ? { ...state, acknowledge: [...new Set(ids)] } : undefined;
  }
}
