import { jurisdictionOf } from '../domain/connection-id.js';
import type { CaseSnapshot } from '../adapter-kit/adapter.js';
import type { Connection } from '../connections/connection.js';
import type { Difference } from '../domain/reconciliation.js';
import { recordAudit } from '../store/audit.js';
import type { Database } from '../store/database.js';
import { ActRefused } from '../store/dead-letters/act-refused.js';
import { DeadLetterStore } from '../store/dead-letters.store.js';
import { SyncStore } from '../store/sync.store.js';
import { compareCase } from './compare.js';
import { doubtOf } from './doubt.js';
import type { Finding } from './findings.js';
import type { ReconcileParts } from './run.js';

export interface Repaired {
  readonly difference: Difference;
  /** `listed`: put before a person. `refused`: it stands as it was. */
  readonly outcome: 'repaired' | 'listed' | 'refused';
  /** Why it was refused. */
  readonly reason?: string;
}

/** Repairs what differs by the acts that there are for it: nothing is written past their rules, and each leaves its row in the audit. */
export class Repairer {
  private readonly letters: DeadLetterStore;
  private readonly sync: SyncStore;

  /** @param actor who does it, for the audit. */
  constructor(
    private readonly database: Database,
    private readonly parts: ReconcileParts,
    private readonly connection: Connection,
    private readonly actor: string,
  ) {
    this.letters = new DeadLetterStore(database);
    this.sync = new SyncStore(database);
  }

  async repair({ difference, there }: Finding): Promise<Repaired> {
    try {
      return { difference, outcome: await this.act(difference, there) };
    } catch (error) {
      if (!(error instanceof ActRefused)) throw error;
      return { difference, outcome: 'refused', reason: error.message };
    }
  }

  private async act(difference: Difference, there: CaseSnapshot | undefined): Promise<'repaired' | 'listed'> {
    const { repair, delivery, caseRef } = difference;
    if (repair === 'person') return this.list(difference);
    if (repair === 'apply') await this.apply(difference, there!);
    else if (repair === 'retry') await this.letters.retry(delivery!, this.actor);
    else if (repair === 'resend') await this.letters.resolve(delivery!, { is: 'resend' }, this.actor);
    else await this.letters.resolve(delivery!, this.adoption(caseRef!), this.actor);
    return 'repaired';
  }

  private adoption(caseRef: string) {
    return { is: 'adopt', caseRef, takesPictures: () => this.connection.adapter.attachMedia !== undefined } as const;
  }

  private async list(difference: Difference): Promise<'listed'> {
    await this.parts.applier.keepDoubts(this.told, [doubtOf(difference)]);
    await this.audit(difference);
    return 'listed';
  }

  /**
   * First as it was told. Where the CRM was asked how the case stands, its answer is of now, whatever time it bears: that counts where news with a later
   * time are known. And where case and public status disagree, the latter follows again.
   * @throws ActRefused when it differs still.
   */
  private async apply(difference: Difference, there: CaseSnapshot): Promise<void> {
    const [outcome] = await this.parts.applier.apply(this.told, [there]);
    const asked = this.connection.adapter.fetchStatuses ?? this.connection.adapter.fetchStatus;
    if (asked && !(await this.agrees(there)))
      await this.parts.applier.apply(this.told, [{ ...there, changedAt: undefined, changeId: undefined }]);
    if (!(await this.agrees(there))) await this.sync.followCase(this.connection.id, there.caseRef);
    if (!(await this.agrees(there)))
      throw new ActRefused(WHY_NOT[outcome!] ?? 'the public status is held by other cases of the request');
    await this.audit(difference);
  }

  private async agrees(there: CaseSnapshot): Promise<boolean> {
    const here = (await this.parts.store.known(this.connection.id, [there.caseRef])).get(there.caseRef);
    return here !== undefined && compareCase(this.connection.settings, here, there) === 'same';
  }

  private get told() {
    return { connection: this.connection.settings, source: 'reconcile' } as const;
  }

  private async audit({ kind, repair, request, ...detail }: Difference): Promise<void> {
    const city = jurisdictionOf(this.connection.id);
    await recordAudit(this.database, {
      actor: this.actor,
      action: `reconcile.${repair}`,
      subject: request === undefined ? `connection/${this.connection.id}` : `request/${city}/${request}`,
      detail: { connection: this.connection.id, kind, ...detail },
    });
  }
}

const WHY_NOT: Readonly<Record<string, string>> = {
  failed: 'it can not be applied: open311-bridge changes list says why',
  late: 'newer news of the case is known here',
};
