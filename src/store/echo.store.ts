import { sql } from 'kysely';
import type { CaseRef } from '../domain/delivery.js';
import type { Database } from './database.js';

/** A text that a CRM calls public. */
export interface PublicText {
  readonly caseRef: CaseRef;
  readonly text: string;
}

/** Knows our own words when a CRM tells them back. */
export class EchoStore {
  constructor(private readonly database: Database) {}

  /**
   * Texts that are the report itself or what was posted to it later: with the id that we wrote into the note, or word for word. A text that only quotes
   * them is none.
   * @returns the places of those that are.
   */
  async own(connection: string, texts: readonly PublicText[]): Promise<Set<number>> {
    if (texts.length === 0) return new Set();
    const { rows } = await sql<{ place: string }>`
      with told as (
        select case_ref, text, place, lower(regexp_replace(btrim(text), '\\s+', ' ', 'g')) as words
        from unnest(${texts.map(({ caseRef }) => caseRef)}::text[], ${texts.map(({ text }) => text)}::text[])
          with ordinality as given (case_ref, text, place))
      select told.place from told join bridge.crm_case c on c.connection = ${connection} and c.case_ref = told.case_ref
        join bridge.service_request r on r.id = c.request_id
      where lower(regexp_replace(btrim(coalesce(r.description, '')), '\\s+', ' ', 'g')) = told.words
        or exists (select 1 from bridge.client_update u where u.request_id = c.request_id
          and (position(u.public_id in told.text) > 0
            or lower(regexp_replace(btrim(u.description), '\\s+', ' ', 'g')) = told.words))`.execute(this.database);
    return new Set(rows.map(({ place }) => Number(place) - 1));
  }
}
