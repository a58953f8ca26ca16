import { sql } from 'kysely';
import { jurisdictionOf } from '../domain/connection-id.js';
import type { CaseRef } from '../domain/delivery.js';
import { writeAudit } from './audit.js';
import type { Database, Tx } from './database.js';
import { ActRefused } from './dead-letters/act-refused.js';
import { DeadLetterStore } from './dead-letters.store.js';

/** A case that a person found to be of a request. */
export interface FoundCase {
  readonly connection: string;
  readonly caseRef: CaseRef;
  /** Our public id of the request. */
  readonly publicId: string;
  /** Whether the connection's CRM takes pictures as files: then they follow the case. */
  readonly takesPictures: (connection: string) => boolean;
}

interface AskedRequest {
  readonly id: string;
  /** The one that makes its case there. */
  readonly delivery: string | null;
  readonly state: string | null;
  /** The case that it has there. */
  readonly case_ref: CaseRef | null;
}

/** Makes cases known that the bridge has not made, or of which it does not know that it has. */
export class FoundCaseStore {
  constructor(private readonly database: Database) {}

  /**
   * A delivery that is unknown or dead is done with then; a connection that the request was never sent to has a case of it from now on.
   * @throws ActRefused where the request has another case there, or may get one.
   */
  async adopt({ connection, caseRef, publicId, takesPictures }: FoundCase, actor: string): Promise<void> {
    const request = await this.ask(this.database, connection, publicId);
    if (request.delivery) {
      refuseOther(request, { connection, caseRef, publicId });
      await new DeadLetterStore(this.database).resolve(request.delivery, { is: 'adopt', caseRef, takesPictures }, actor);
      return;
    }
    await this.database.transaction().execute(async (tx) => {
      await sql`select 1 from bridge.service_request where id = ${request.id} for update`.execute(tx);
      refuseOther(await this.ask(tx, connection, publicId), { connection, caseRef, publicId });
      const { rows } = await sql`
        insert into bridge.crm_case (connection, case_ref, request_id, created_at) values (${connection}, ${caseRef}, ${request.id}, now())
        on conflict (connection, case_ref) do nothing returning case_ref`.execute(tx);
      if (rows.length === 0) throw new ActRefused(`case ${caseRef} belongs to another request already: look it up in the CRM`);
      const subject = `request/${jurisdictionOf(connection)}/${publicId}`;
      await writeAudit(tx, [{ actor, action: 'case.adopt', subject, detail: { connection, caseRef } }]);
    });
  }

  private async ask(database: Database | Tx, connection: string, publicId: string): Promise<AskedRequest> {
    const { rows } = await sql<AskedRequest>`
      select r.id, d.id as delivery, d.state,
        (select min(c.case_ref) from bridge.crm_case c where c.request_id = r.id and c.connection = ${connection}) as case_ref
      from bridge.service_request r left join bridge.delivery d on d.request_id = r.id and d.connection = ${connection} and d.position = 1
      where r.jurisdiction_id = ${jurisdictionOf(connection)} and r.public_id = ${publicId}`.execute(database);
    if (!rows[0]) throw new ActRefused(`there is no request ${publicId} in ${jurisdictionOf(connection)}`);
    return rows[0];
  }
}

function refuseOther(
  { case_ref, delivery, state }: AskedRequest,
  { connection, publicId }: Omit<FoundCase, 'takesPictures'>,
): void {
  if (case_ref !== null) {
    throw new ActRefused(
      `request ${publicId} has the case ${case_ref} at ${connection}: say --case ${case_ref} if that is the one meant`,
    );
  }
  if (state === 'pending' || state === 'sending') {
    throw new ActRefused(
      `a case of request ${publicId} is being made at ${connection} (delivery ${delivery} is ${state}): wait for it`,
    );
  }
}
