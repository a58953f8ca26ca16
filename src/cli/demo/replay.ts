import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import progress from 'cli-progress';
import Table from 'cli-table3';
import type { Sandbox } from '../sandbox.js';
import type { BostonCase } from './boston-cases.js';
import type { BridgeProcess } from './bridge-process.js';
import { Chaos, type ChaosPlan } from './chaos.js';
import { type CrmCase, CrmSide } from './crm-side.js';
import { type PublicStatus, ResidentSide } from './resident-side.js';
import { compare, type Filed, type Verdict, verdictText } from './verdict.js';

export interface ReplayOptions extends ChaosPlan {
  readonly clients: number;
  readonly drop: number;
}

/**
 * When nothing moves for this long, what is missing will not come. Of waits there may be, one after the other: the lease of what a killed bridge was
 * sending (30 s), the pause of a breaker that lost answers have opened (up to 15 s), a look and a call (10 s each). The rest is for a busy machine.
 */
const STANDSTILL_MS = 90_000;
const ROWS_SHOWN = 12;

/** Files every report, waits for its case, closes in the CRM what was closed in life, waits for the news, and compares. */
export class Replay {
  private sandbox!: Sandbox;
  private readonly residents = new ResidentSide(() => this.sandbox, randomUUID());
  private readonly crm = new CrmSide(() => this.sandbox.emulator);

  constructor(
    private readonly bridge: BridgeProcess,
    private readonly reports: readonly BostonCase[],
    private readonly options: ReplayOptions,
  ) {}

  async run(): Promise<Verdict> {
    await this.restarted(await this.bridge.start());
    const filed = await this.file();
    await this.untilDelivered(filed);
    if (this.options.drop > 0) await this.crm.behave();
    const cases = await this.crm.cases();
    await this.closeCases(filed, cases);
    const statuses = await this.untilAgreed(filed);
    const verdict = compare(filed, await this.crm.cases(), statuses);
    this.print(filed, cases, statuses, verdict);
    return verdict;
  }

  private async restarted(sandbox: Sandbox): Promise<void> {
    this.sandbox = sandbox;
    if (this.options.drop > 0) await this.crm.loseAnswers(this.options.drop);
  }

  private async file(): Promise<Filed[]> {
    const chaos = new Chaos(this.options, this.bridge, (sandbox) => this.restarted(sandbox));
    const filed: Filed[] = [];
    await withBar('filing    ', this.reports.length, async (step) => {
      const queue = [...this.reports];
      const client = async () => {
        for (let report = queue.shift(); report; report = queue.shift()) {
          filed.push({ report, id: await this.residents.file(report) });
          step();
          chaos.progressed(filed.length / this.reports.length);
        }
      };
      await Promise.all(Array.from({ length: this.options.clients }, client));
      await chaos.settled();
    });
    return filed;
  }

  private async untilDelivered(filed: readonly Filed[]): Promise<void> {
    await withBar('delivering', filed.length, async (_step, set) => untilDone(filed.length, () => this.crm.count(), set));
  }

  private async closeCases(filed: readonly Filed[], cases: readonly CrmCase[]): Promise<void> {
    const reasons = new Map(filed.map(({ id, report }) => [id, report.closureReason]));
    const queue = cases.filter(({ reportId }) => reportId && reasons.get(reportId));
    await withBar('closing   ', queue.length, async (step) => {
      const clerk = async () => {
        for (let next = queue.shift(); next; next = queue.shift()) {
          await this.crm.close(next.ref, reasons.get(next.reportId!)!);
          step();
        }
      };
      await Promise.all(Array.from({ length: this.options.clients }, clerk));
    });
  }

  private async untilAgreed(filed: readonly Filed[]): Promise<Map<string, PublicStatus>> {
    const expected = filed.filter(({ report }) => report.closureReason).map(({ id }) => id);
    await withBar('reading   ', expected.length, async (_step, set) => {
      let waiting = expected;
      await untilDone(
        expected.length,
        async () => {
          const statuses = await this.residents.statuses(waiting);
          waiting = waiting.filter((id) => statuses.get(id)?.status !== 'closed');
          return expected.length - waiting.length;
        },
        set,
      );
    });
    return this.residents.statuses(filed.map(({ id }) => id));
  }

  private print(
    filed: readonly Filed[],
    cases: readonly CrmCase[],
    statuses: ReadonlyMap<string, PublicStatus>,
    verdict: Verdict,
  ): void {
    const table = new Table({
      head: ['our id', 'CRM reference', 'service', 'CRM', 'public', 'status_notes'],
      style: { head: [] },
      colWidths: [null, null, 26, null, null, 44],
    });
    const byReport = new Map(cases.map((each) => [each.reportId, each]));
    for (const { id, report } of filed.slice(0, ROWS_SHOWN)) {
      const { status, notes } = statuses.get(id) ?? { status: '-' };
      table.push([id, byReport.get(id)?.ref ?? '-', report.type, report.closureReason ? 'closed' : 'open', status, notes ?? '']);
    }
    console.log(`\n${table.toString()}`);
    if (filed.length > ROWS_SHOWN) console.log(`... and ${filed.length - ROWS_SHOWN} more`);
    console.log(`\n${verdictText(verdict)}\nPOST answered in     ${percentiles(this.residents.latenciesMs)}`);
  }
}

async function untilDone(target: number, look: () => Promise<number>, set: (value: number) => void): Promise<void> {
  let last = -1;
  let movedAt = Date.now();
  while (Date.now() - movedAt < STANDSTILL_MS) {
    const now = await look();
    if (now !== last) movedAt = Date.now();
    last = now;
    set(now);
    if (now >= target) return;
    await sleep(500);
  }
}

/** Draws a bar where there is a terminal, and says the rate at the end everywhere. */
async function withBar(
  label: string,
  total: number,
  work: (step: () => void, set: (value: number) => void) => Promise<void>,
): Promise<void> {
  const bar = new progress.SingleBar({
    format: `${label} {bar} {value}/{total} {eta_formatted}`,
    hideCursor: true,
    clearOnComplete: true,
  });
  const started = Date.now();
  bar.start(total, 0);
  await work(
    () => bar.increment(),
    (value) => bar.update(value),
  );
  bar.stop();
  const seconds = (Date.now() - started) / 1000;
  console.log(`${label}  ${total} in ${seconds.toFixed(1)} s (${Math.round(total / Math.max(seconds, 0.001))}/s)`);
}

function percentiles(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}
