import type { Database, Tx } from './database.js';

/** What somebody did to something here. */
export interface AuditEntry {
  /** Who: an operator's name. */
  readonly actor: string;
  /** Such as `delivery.retry`. */
  readonly action: string;
  /** Such as `delivery/<id>`, `connection/<id>`, `request/<jurisdiction>/<public id>`. */
  readonly subject: string;
  /** Nothing personal: it stays when a request is erased. */
  readonly detail: object;
}

export type AuditedAct = AuditEntry & { readonly at: Date };

/** In the transaction of the act itself: neither is there without the other. */
export async function writeAudit(tx: Tx, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const at = new Date();
  await tx
    .insertInto('audit_event')
    .values(entries.map(({ detail, ...entry }) => ({ ...entry, at, detail: JSON.stringify(detail) })))
    .execute();
}

/** An act that is over when it is written down. */
export async function recordAudit(database: Database, entry: AuditEntry): Promise<void> {
  await database.transaction().execute((tx) => writeAudit(tx, [entry]));
}

/** Oldest first. */
export async function auditOf(database: Database, subject: string): Promise<AuditedAct[]> {
  return database
    .selectFrom('audit_event')
    .select(['at', 'actor', 'action', 'subject', 'detail'])
    .where('subject', '=', subject)
    .orderBy('at')
    .orderBy('id')
    .execute();
}
