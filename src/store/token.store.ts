import { sql } from 'kysely';
import type { Database } from './database.js';

/** What a token stands for. */
export interface TokenMeaning {
  /** Public id of a request, or of a client's update. */
  readonly id: string;
  /** The CRM's words, where every CRM that had to make a case of the request is done without one, and at least one refused it. */
  readonly refusal?: string;
}

/** Tokens of reports and of clients' updates. They never expire (TOK-4). */
export class TokenStore {
  constructor(private readonly database: Database) {}

  /** Undefined for an unknown token. Those of private requests are known: a token is the reporter's own. */
  async find(jurisdictionId: string, token: string): Promise<TokenMeaning | undefined> {
    return (await this.request(jurisdictionId, token)) ?? (await this.update(jurisdictionId, token));
  }

  private async request(jurisdictionId: string, token: string): Promise<TokenMeaning | undefined> {
    const { rows } = await sql<{ public_id: string; refusal: string | null }>`
      select r.public_id, (
        select max(d.last_error_text) filter (where d.state = 'dead' and d.last_error_kind = 'rejected')
        from bridge.delivery d where d.request_id = r.id and d.step = 'create_case' and d.role = 'required'
        having bool_and(d.state in ('dead', 'cancelled'))
          and not exists (select 1 from bridge.case_transfer t where t.request_id = r.id)) as refusal
      from bridge.service_request r where r.token = ${token} and r.jurisdiction_id = ${jurisdictionId}`.execute(this.database);
    return rows[0] && { id: rows[0].public_id, refusal: rows[0].refusal ?? undefined };
  }

  /** An update's id is its token too (TOK-5). */
  private async update(jurisdictionId: string, publicId: string): Promise<TokenMeaning | undefined> {
    const row = await this.database
      .selectFrom('client_update')
      .innerJoin('service_request', 'service_request.id', 'client_update.request_id')
      .select('client_update.public_id')
      .where('client_update.public_id', '=', publicId)
      .where('service_request.jurisdiction_id', '=', jurisdictionId)
      .executeTakeFirst();
    return row && { id: row.public_id };
  }
}
