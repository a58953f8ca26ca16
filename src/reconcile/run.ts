import type { CaseSnapshot } from '../adapter-kit/adapter.js';
import type { Looked } from '../delivery/steps/step.js';
import type { ConnectionSettings } from '../settings/jurisdiction-settings.js';
import type { ReconcileStore } from '../store/reconcile.store.js';
import type { HereCase } from '../store/reconcile/here-case.js';
import { type MaterialStore, RequestErased } from '../store/material.store.js';
import type { ChangeApplier } from '../sync/change-applier.js';
import { type Compared, compareCase } from './compare.js';
import type { CrmSide } from './crm-side.js';
import { Findings } from './findings.js';
import { emptyTally, type ReconcileOptions } from './options.js';

/** A poll may be late by this many of its intervals. */
const ROUNDS_OF_PATIENCE = 2;

export interface ReconcileParts {
  readonly store: ReconcileStore;
  readonly material: MaterialStore;
  readonly applier: ChangeApplier;
}

/** One comparison that is underway: both sides, and what was found so far. */
export class Run {
  readonly findings = new Findings();
  readonly tally = emptyTally();
  private readonly freshFrom: number;

  constructor(
    readonly crm: CrmSide,
    readonly parts: ReconcileParts,
    readonly options: ReconcileOptions,
  ) {
    const { pollEveryMs, overlapMs } = this.settings.sync;
    this.freshFrom = options.now.getTime() - overlapMs - ROUNDS_OF_PATIENCE * pollEveryMs;
  }

  get settings(): ConnectionSettings {
    return this.crm.connection.settings;
  }

  get where() {
    return { connection: this.settings.id, jurisdiction: this.options.jurisdiction.id };
  }

  get isOver(): boolean {
    return this.options.signal.aborted || this.findings.isFull;
  }

  isFresh({ changedAt }: CaseSnapshot): boolean {
    return changedAt !== undefined && changedAt.getTime() > this.freshFrom;
  }

  /** Without texts that are our own. */
  async heard(snapshots: readonly CaseSnapshot[]): Promise<CaseSnapshot[]> {
    return this.parts.applier.withoutEchoes({ connection: this.settings }, snapshots);
  }

  compare(here: HereCase, there: CaseSnapshot): Compared {
    return compareCase(this.settings, here, there);
  }

  /**
   * Whether the CRM has a case of this delivery's request.
   * @param since no case of it is older; absent: as old as the report.
   * @returns undefined where there is nothing left to look for.
   */
  async look(delivery: string, since?: Date): Promise<Looked | undefined> {
    try {
      const request = await this.parts.material.request(delivery);
      return await this.crm.look(request, delivery, since ?? request.requestedAt);
    } catch (error) {
      if (error instanceof RequestErased) return undefined;
      throw error;
    }
  }

  /** Compares, and keeps what came of it. */
  judge(here: HereCase, there: CaseSnapshot): void {
    if (here.isTransferred) return;
    if (this.isFresh(there)) return void (this.tally.fresh += 1);
    const found = this.compare(here, there);
    if (found === 'unmapped') this.tally.unmapped += 1;
    else if (found !== 'same') this.findings.add(found, there);
  }
}
