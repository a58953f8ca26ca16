import type { Difference, NotCheckable, ReconciledSpan } from '../domain/reconciliation.js';
import { CrmSide } from './crm-side.js';
import { doubtOf } from './doubt.js';
import type { Finding } from './findings.js';
import type { Connection } from '../connections/connection.js';
import { notCheckable } from './not-checkable.js';
import type { ReconcileOptions, Tally } from './options.js';
import { type ReconcileParts, Run } from './run.js';
import { standingCases } from './standing-cases.js';
import { toldChanges } from './told-changes.js';
import { undelivered } from './undelivered.js';

/** What a comparison of both sides came to. Nothing in it is personal. */
export interface Reconciliation {
  readonly connection: string;
  readonly span: ReconciledSpan;
  readonly takenAt: Date;
  readonly looked: Readonly<Tally>;
  readonly differences: readonly Difference[];
  /** Differences that were put before a person before: they stand in the list of changes that wait, or were dismissed there. */
  readonly listed: number;
  /** False: it was stopped, or found more than it lists. */
  readonly isWhole: boolean;
  readonly notCheckable: readonly NotCheckable[];
}

/** Compares what the bridge knows of one connection with what its CRM says, a page at a time. Changes nothing on either side. */
export class Reconciler {
  constructor(private readonly parts: ReconcileParts) {}

  /** @throws AdapterError where the CRM can't be asked. */
  async compare(connection: Connection, options: ReconcileOptions): Promise<{ report: Reconciliation; findings: Finding[] }> {
    const crm = new CrmSide(connection, options.signal);
    const run = new Run(crm, this.parts, options);
    await allOf(run).catch((error: Error) => {
      if (!options.signal.aborted) throw error;
    });
    const { fresh, listed } = await this.sorted(run);
    const report = {
      connection: connection.id,
      span: options.span,
      takenAt: options.now,
      looked: run.tally,
      differences: fresh.map(({ difference }) => difference),
      listed,
      isWhole: !run.isOver,
      notCheckable: notCheckable(crm),
    };
    return { report, findings: fresh };
  }

  private async sorted({ findings, settings }: Run): Promise<{ fresh: Finding[]; listed: number }> {
    const all = findings.all();
    const forPerson = all.filter(({ difference }) => difference.repair === 'person');
    const ids = forPerson.map(({ difference }) => doubtOf(difference).id);
    const known = await this.parts.store.listed(settings.id, ids);
    const isListed = ({ difference }: Finding) => difference.repair === 'person' && known.has(doubtOf(difference).id);
    return { fresh: all.filter((each) => !isListed(each)), listed: all.filter(isListed).length };
  }
}

async function allOf(run: Run): Promise<void> {
  await standingCases(run);
  if (run.crm.tellsChanges && !run.isOver) await toldChanges(run);
  if (!run.isOver) await undelivered(run);
  await lookAgain(run);
}

/** While a long run goes on both sides change: what the CRM says of a case must differ still. */
async function lookAgain(run: Run): Promise<void> {
  if (!run.crm.tellsOfCases || run.options.signal.aborted) return;
  const differing = run.findings.all().filter(({ there }) => there !== undefined && there.status !== '');
  const refs = [...new Set(differing.map(({ there }) => there!.caseRef))];
  const { told, refused } = await run.crm.statuses(refs);
  const heard = new Map((await run.heard([...told.values()])).map((each) => [each.caseRef, each]));
  const known = await run.parts.store.known(run.settings.id, refs);
  for (const finding of differing) {
    const ref = finding.there!.caseRef;
    const [here, there] = [known.get(ref), heard.get(ref)];
    if (refused.has(ref) || !here) continue;
    run.findings.remove(finding);
    if (there) run.judge(here, there);
  }
}
