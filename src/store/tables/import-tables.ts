import type { Generated } from 'kysely';
import type { Json, MaybeMoment } from './columns.js';

/** Another system's records, and how far they were read. */
export interface ImportSourceTable {
  jurisdiction_id: string;
  name: string;
  /** Where a run that was cut off goes on; null: the last one came to its end. */
  position: Json<unknown> | null;
  started_at: Generated<Date>;
  finished_at: MaybeMoment;
}

/** What an imported request is there. */
export interface ImportedRequestTable {
  jurisdiction_id: string;
  source: string;
  source_id: string;
  request_id: string;
  /** Of what was read of it last. */
  digest: string;
  imported_at: Generated<Date>;
}
