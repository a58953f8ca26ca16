import { setTimeout as sleep } from 'node:timers/promises';
import { type HttpAnswer, type HttpClient, HttpFactory } from '../adapter-kit/http.js';
import { HttpFailure, retryAfterMs } from '../adapter-kit/http-failure.js';
import { recordsOf } from './georeport-records.js';
import type { SourceRecord } from './import-source.js';

export interface GeoReportEndpoint {
  /** Such as `https://311.example.gov/open311/v2`. */
  readonly url: string;
  readonly format: 'json' | 'xml';
  readonly jurisdictionId?: string;
  readonly apiKey?: string;
  /** Calls a second at most. */
  readonly rate: number;
  readonly pageSize: number;
}

export type Entry = Omit<SourceRecord, 'place'>;

const ATTEMPTS = 6;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 120_000;
const LIMITS = { connectTimeoutMs: 10_000, callTimeoutMs: 60_000, maxAnswerBytes: 64 * 1024 * 1024 };
/** Not taken just now: asked again. */
const LATER = new Set([429, 500, 502, 503, 504]);

/** Lists of an existing GeoReport server, asked for no faster than is allowed; what fails for the moment is asked for again. */
export class GeoReportReader {
  private readonly factory = new HttpFactory(LIMITS);
  private readonly http: HttpClient;
  private nextAt = 0;

  constructor(private readonly endpoint: GeoReportEndpoint) {
    this.http = this.factory.client(() => undefined, endpoint.apiKey === undefined ? [] : [endpoint.apiKey]);
  }

  /**
   * One page of what was filed from one moment to another, both included.
   * @throws Error naming the address, without the key.
   */
  async page(from: Date, to: Date, page: number): Promise<Entry[]> {
    const { jurisdictionId, apiKey, format, pageSize, url } = this.endpoint;
    const query = {
      ...(jurisdictionId !== undefined && { jurisdiction_id: jurisdictionId }),
      ...(apiKey !== undefined && { api_key: apiKey }),
      start_date: momentText(from),
      end_date: momentText(to),
      page: String(page),
      page_size: String(pageSize),
      extensions: 'true',
    };
    const address = `${url.replace(/\/+$/, '')}/requests.${format}`;
    const answer = await this.ask(address, query);
    // Some servers answer 404 where there is nothing, or no such page.
    if (answer.status === 404 && isGeoReport(answer, format)) return [];
    if (answer.status !== 200) throw new Error(`${address} answered ${answer.status}: ${start(answer.text)}`);
    try {
      return recordsOf(answer.text, format);
    } catch (error) {
      throw new Error(`${address} did not answer as a GeoReport server: ${(error as Error).message}: ${start(answer.text)}`, {
        cause: error,
      });
    }
  }

  close(): void {
    this.factory.close();
  }

  private async ask(url: string, query: Readonly<Record<string, string>>): Promise<HttpAnswer> {
    for (let attempt = 1; ; attempt++) {
      await this.turn();
      const headers = { accept: this.endpoint.format === 'json' ? 'application/json' : 'text/xml, application/xml' };
      const answer = await this.http.request({ method: 'GET', url, query, headers }).catch((error: unknown) => {
        if (!(error instanceof HttpFailure)) throw error;
        return error;
      });
      const failed = answer instanceof HttpFailure;
      if (!failed && !LATER.has(answer.status)) return answer;
      if (attempt === ATTEMPTS) {
        if (failed) throw new Error(`${url}: ${answer.message}`, { cause: answer });
        return answer;
      }
      const asked = failed ? undefined : retryAfterMs(answer.headers['retry-after'], new Date());
      await sleep(Math.min(LONGEST_PAUSE_MS, asked ?? FIRST_PAUSE_MS * 2 ** (attempt - 1)));
    }
  }

  private async turn(): Promise<void> {
    const now = performance.now();
    const at = Math.max(now, this.nextAt);
    this.nextAt = at + 1000 / this.endpoint.rate;
    if (at > now) await sleep(at - now);
  }
}

/** Whole seconds in UTC: some servers stumble over fractions. */
export function momentText(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

function isGeoReport({ text }: HttpAnswer, format: 'json' | 'xml'): boolean {
  try {
    return recordsOf(text, format).length >= 0;
  } catch {
    return false;
  }
}

function start(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 200);
}
