import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import axios, { type AxiosInstance } from 'axios';
import { CITY, SERVICE } from './bridges.js';
import { Random } from './random.js';
import type { RoundOptions } from './round-options.js';

/** One report as an app sees it. */
export interface FiledReport {
  /** What the app calls it: stands in the description and in the idempotency key. */
  readonly name: string;
  /** The public id; absent while no 200 was received. */
  id?: string;
  /** The texts of its notes that were acknowledged, in order. */
  readonly notes: string[];
}

interface Plan {
  readonly name: string;
  /** The app is closed after its first failed try and never asks again. */
  readonly givesUp: boolean;
  readonly notes: number;
}

const CLIENTS = 12;
const NOTE_WRITERS = 4;
const REPORTS_A_SECOND = 75;
const TRY_MS = 5_000;
const PATIENCE_MS = 90_000;
const PAUSE_MS = 150;
const GIVES_UP_SHARE = 0.1;
const NOTED_SHARE = 0.2;
const MOST_NOTES = 3;

/** Several apps that file reports and write notes to them. They ask again until they have an answer, always by the same key. */
export class Apps {
  readonly reports: FiledReport[] = [];
  /** What no app may see: an answer that no asking again mends, or none for too long. */
  readonly defects: string[] = [];
  private readonly http: AxiosInstance;
  private readonly plans: Plan[];
  private readonly noted: { report: FiledReport; notes: number }[] = [];
  private filing = true;

  constructor(
    private readonly options: RoundOptions,
    api: string,
    key: string,
  ) {
    this.plans = plansOf(options);
    this.http = axios.create({
      baseURL: api,
      httpAgent: new Agent({ keepAlive: true }),
      timeout: TRY_MS,
      validateStatus: () => true,
      headers: { authorization: `Bearer ${key}` },
    });
  }

  /** @param progressed gets the share of the reports that are filed. */
  async run(progressed: (share: number) => void): Promise<void> {
    const writers = Array.from({ length: NOTE_WRITERS }, () => this.writeNotes());
    const started = performance.now();
    const queue = this.plans.map((plan, index) => ({ plan, at: started + (index * 1000) / REPORTS_A_SECOND }));
    const client = async () => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        await sleep(Math.max(0, next.at - performance.now()));
        await this.file(next.plan);
        progressed(this.reports.length / this.options.reports);
      }
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
    this.filing = false;
    await Promise.all(writers);
  }

  private async file({ name, givesUp, notes }: Plan): Promise<void> {
    const report: FiledReport = { name, notes: [] };
    const form = { jurisdiction_id: CITY, service_code: SERVICE, description: name, lat: '42.36', long: '-71.06' };
    const [answer] = (await this.ask('requests.json', form, name, givesUp)) ?? [];
    report.id = answer?.['service_request_id'];
    this.reports.push(report);
    if (report.id !== undefined && notes > 0) this.noted.push({ report, notes });
  }

  private async writeNotes(): Promise<void> {
    while (this.filing || this.noted.length > 0) {
      const next = this.noted.shift();
      if (next) await this.writeTo(next.report, next.notes);
      else await sleep(20);
    }
  }

  private async writeTo(report: FiledReport, notes: number): Promise<void> {
    for (let number = 1; number <= notes; number++) {
      const text = `${report.name} note ${number}`;
      const form = {
        jurisdiction_id: CITY,
        service_request_id: report.id!,
        update_id: text,
        status: number % 2 === 1 ? 'UNCHANGED' : 'OPEN',
        updated_datetime: new Date().toISOString(),
        description: text,
      };
      if (!(await this.ask('servicerequestupdates.json', form, text, false))) return;
      report.notes.push(text);
    }
  }

  /** Undefined without an acknowledgement. */
  private async ask(
    path: string,
    form: Record<string, string>,
    key: string,
    givesUp: boolean,
  ): Promise<Record<string, string>[] | undefined> {
    const deadline = performance.now() + PATIENCE_MS;
    do {
      const answer = await this.http
        .post<Record<string, string>[]>(path, new URLSearchParams(form), { headers: { 'idempotency-key': key } })
        .catch(() => undefined);
      if (answer?.status === 200) return answer.data;
      if (answer && answer.status < 500 && answer.status !== 429) {
        this.defects.push(`${key} was refused with ${answer.status}: ${JSON.stringify(answer.data)}`);
        return undefined;
      }
      if (givesUp) return undefined;
      await sleep(PAUSE_MS);
    } while (performance.now() < deadline);
    this.defects.push(`${key} got no acknowledgement within ${PATIENCE_MS / 1000} s`);
    return undefined;
  }
}

function plansOf({ seed, reports }: RoundOptions): Plan[] {
  const random = new Random(seed ^ 0x5eed);
  return Array.from({ length: reports }, (_, index) => ({
    name: `chaos ${seed}-${index + 1}`,
    givesUp: random.chance(GIVES_UP_SHARE),
    notes: random.chance(NOTED_SHARE) ? random.whole(1, MOST_NOTES) : 0,
  }));
}
