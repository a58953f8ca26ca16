import type { Generated } from 'kysely';
import type { CatalogueService } from '../../domain/catalogue.js';
import type { Json, MaybeMoment, Moment } from './columns.js';

/** A list of services as a CRM told it. */
export interface CatalogueListTable {
  id: Generated<string>;
  connection: string;
  fetched_at: Generated<Date>;
  fetched_by: string;
  state: Generated<'staged' | 'approved' | 'superseded'>;
  services: Json<CatalogueService[]>;
  /** What could not be read of it. */
  refused: Json<{ code: string; reason: string }[]>;
  decided_at: MaybeMoment;
  decided_by: string | null;
}

/** A service of a CRM that was approved. */
export interface CatalogueServiceTable {
  connection: string;
  code: string;
  position: number;
  definition: Json<CatalogueService>;
  approved_at: Moment;
  gone_at: MaybeMoment;
}

/** What the city set itself of one. */
export interface CataloguePinTable {
  connection: string;
  code: string;
  field: string;
  value: Json<unknown>;
  pinned_by: string;
  pinned_at: Generated<Date>;
}

/** How a connection's services stand. */
export interface CatalogueStateTable {
  connection: string;
  /** Grows with every change of what is approved or pinned. */
  version: Generated<string>;
  fetched_at: MaybeMoment;
  next_fetch_at: MaybeMoment;
  /** Why the last list is to be looked at by a person. */
  problem: string | null;
  problem_at: MaybeMoment;
}
