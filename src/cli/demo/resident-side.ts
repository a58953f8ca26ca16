import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import axios, { type AxiosInstance } from 'axios';
import type { Sandbox } from '../sandbox.js';
import type { BostonCase } from './boston-cases.js';
import { serviceCodeOf } from '../../import/service-code.js';
import { BOSTON } from './boston-config.js';

export interface PublicStatus {
  readonly status: string;
  readonly notes?: string;
}

const PATIENCE_MS = 180_000;
const PAGE = 100;

/** An app that files reports and reads them back. It sends again until it has an answer, always with the same idempotency key. */
export class ResidentSide {
  private readonly http: AxiosInstance = axios.create({ httpAgent: new Agent({ keepAlive: true }), timeout: 20_000 });
  /** Milliseconds from the POST to its answer, retries not counted. */
  readonly latenciesMs: number[] = [];

  constructor(
    private readonly sandbox: () => Sandbox,
    /** Tells runs on one database apart. */
    private readonly run: string,
  ) {}

  /** @returns the public id. @throws on an answer that no resending mends. */
  async file(report: BostonCase): Promise<string> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const id = await this.tryToFile(report);
      if (id) return id;
      if (Date.now() > deadline) throw new Error(`no acknowledgement of case ${report.caseId} within ${PATIENCE_MS / 1000} s`);
      await sleep(200);
    }
  }

  async statuses(ids: readonly string[]): Promise<Map<string, PublicStatus>> {
    const found = new Map<string, PublicStatus>();
    for (let at = 0; at < ids.length; at += PAGE) {
      const { key } = this.sandbox();
      const params = { service_request_id: ids.slice(at, at + PAGE).join(','), jurisdiction_id: BOSTON, api_key: key };
      const { data } = await this.http.get<{ service_request_id: string; status: string; status_notes: string | null }[]>(
        `${this.sandbox().api}/requests.json`,
        {
          params,
        },
      );
      for (const each of data) found.set(each.service_request_id, { status: each.status, notes: each.status_notes ?? undefined });
    }
    return found;
  }

  /** Undefined when there was no answer, or one that asks to come again. */
  private async tryToFile(report: BostonCase): Promise<string | undefined> {
    const { api, key } = this.sandbox();
    const started = performance.now();
    const answer = await this.http
      .post<{ service_request_id: string }[]>(`${api}/requests.json`, formOf(report, key), {
        headers: { 'idempotency-key': `${this.run}-${report.caseId}` },
        validateStatus: () => true,
      })
      .catch(() => undefined);
    if (!answer || answer.status === 503 || answer.status === 429) return undefined;
    if (answer.status !== 200)
      throw new Error(`case ${report.caseId} was refused with ${answer.status}: ${JSON.stringify(answer.data)}`);
    this.latenciesMs.push(performance.now() - started);
    return answer.data[0]!.service_request_id;
  }
}

function formOf(report: BostonCase, key: string): URLSearchParams {
  const form = new URLSearchParams({
    api_key: key,
    jurisdiction_id: BOSTON,
    service_code: serviceCodeOf(report.type),
    description: report.title,
  });
  if (report.address) form.set('address_string', report.address);
  if (report.point) {
    form.set('lat', report.point.lat);
    form.set('long', report.point.long);
  }
  return form;
}
