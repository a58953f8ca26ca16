import { type RawBuilder, sql } from 'kysely';
import type { DetailedStatus, RequestStatus } from '../../domain/service-request.js';
import type { Database } from '../database.js';
import { amongAll, amongRecent, type Candidates, inOrder, isSearch } from './candidates.js';
import { PUBLIC_COLUMNS, type PublicRequest, type PublicRequestRow, toPublic } from './public-request.js';
import type { Cut, Position, RequestFilter } from './request-filter.js';

export interface RequestPage {
  readonly requests: readonly PublicRequest[];
  /** Where the next page starts; absent on the last one. */
  readonly next?: Position;
}

/** One public piece of a request's history. */
export interface RequestNote {
  readonly at: Date;
  readonly status: RequestStatus;
  readonly detailedStatus: DetailedStatus;
  readonly text?: string;
}

type PageRow = PublicRequestRow & { readonly position: string };

/** What the public reads of requests. Private ones are not there (LIST-9). */
export class RequestReader {
  constructor(private readonly database: Database) {}

  async find(city: string, publicId: string): Promise<PublicRequest | undefined> {
    const filter = { ids: [publicId], newestBy: 'requested_at' } as const;
    return (await this.page(city, filter, { limit: 1, offset: 0 })).requests[0];
  }

  async page(city: string, filter: RequestFilter, cut: Cut): Promise<RequestPage> {
    const oneMore = { ...cut, limit: cut.limit + 1 };
    const rows = await this.rows(city, filter, oneMore);
    const last = rows.length > cut.limit ? rows[cut.limit - 1] : undefined;
    return {
      requests: rows.slice(0, cut.limit).map(toPublic),
      next: last && { at: last.position, id: last.public_id },
    };
  }

  /** How many there are in all, counted up to `most`; undefined when there are more, and for searches, whose indexes count slowly. */
  async count(city: string, filter: RequestFilter, most: number): Promise<number | undefined> {
    if (isSearch(filter)) return undefined;
    const candidates = inOrder(city, filter, { limit: most + 1, offset: 0 });
    const { rows } = await sql<{ count: string }>`select count(*) as count from (${candidates}) c`.execute(this.database);
    const count = Number(rows[0]!.count);
    return count > most ? undefined : count;
  }

  /** History as the CRM told it, oldest first, by public id. */
  async notes(city: string, publicIds: readonly string[]): Promise<Map<string, RequestNote[]>> {
    const { rows } = await sql<NoteRow>`
      select r.public_id, u.event_at, u.status, u.detailed_status, u.description
      from bridge.service_request r join bridge.request_update u on u.request_id = r.id
      where r.jurisdiction_id = ${city} and r.public_id = any(${publicIds}::text[]) and not r.private
        and u.available_at <= now()
      order by u.event_at, u.id`.execute(this.database);
    const notes = new Map<string, RequestNote[]>();
    for (const row of rows) {
      const note = {
        at: row.event_at,
        status: row.status,
        detailedStatus: row.detailed_status,
        text: row.description ?? undefined,
      };
      notes.set(row.public_id, [...(notes.get(row.public_id) ?? []), note]);
    }
    return notes;
  }

  private async rows(city: string, filter: RequestFilter, cut: Cut): Promise<PageRow[]> {
    if (!isSearch(filter)) return this.fetch(inOrder(city, filter, cut));
    const recent = amongRecent(city, filter, cut);
    const rows = recent ? await this.fetch(recent) : [];
    return rows.length === cut.limit ? rows : this.fetch(amongAll(city, filter, cut));
  }

  private async fetch(candidates: Candidates): Promise<PageRow[]> {
    return (await rowsOf(candidates).execute(this.database)).rows;
  }
}

/** Only the rows of the page are read whole. */
export function rowsOf(candidates: Candidates): RawBuilder<PageRow> {
  return sql`with hit as materialized (${candidates})
    select ${PUBLIC_COLUMNS}, to_char(h.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as position
    from hit h join bridge.service_request on service_request.id = h.id order by h.at desc, h.public_id desc`;
}

interface NoteRow {
  readonly public_id: string;
  readonly event_at: Date;
  readonly status: RequestStatus;
  readonly detailed_status: DetailedStatus;
  readonly description: string | null;
}
