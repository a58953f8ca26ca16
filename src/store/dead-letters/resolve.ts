import { sql } from 'kysely';
import type { CaseRef } from '../../domain/delivery.js';
import { unblockNext } from '../lane.js';
import { addPictureSteps } from '../picture-steps.js';
import { ActRefused } from './act-refused.js';
import { cancelHeld, reasonOf } from './cancel.js';
import type { HeldDelivery } from './held-delivery.js';

/** What a person found out about a delivery of which nobody knew whether it reached the CRM. */
export type Resolution =
  | {
      readonly is: 'adopt';
      readonly caseRef: CaseRef;
      /** Whether a connection's CRM takes pictures as files: then they follow the case. */
      readonly takesPictures: (connection: string) => boolean;
    }
  /** A note, picture or change of status is there. */
  | { readonly is: 'done' }
  | { readonly is: 'resend' }
  | { readonly is: 'drop'; readonly reason: string };

/**
 * A dead one may be adopted, too: its case was found all the same, or was made by hand.
 * @throws ActRefused for one in another state, and for a resolution that does not fit it.
 */
export async function resolveHeld(held: HeldDelivery, resolution: Resolution): Promise<void> {
  const { id, state } = held.row;
  if (state !== 'unknown' && !(state === 'dead' && resolution.is === 'adopt')) {
    const instead =
      state === 'dead' ? `: deliveries retry ${id}, deliveries cancel ${id}, or --adopt REF where the CRM has its case` : '';
    throw new ActRefused(`${id} is ${state}: only a delivery that is unknown needs to be resolved${instead}`);
  }
  if (resolution.is === 'adopt') return adopt(held, resolution);
  if (resolution.is === 'done') return done(held);
  if (resolution.is === 'resend') return resend(held);
  await cancelHeld(held, reasonOf(resolution.reason));
}

async function adopt(held: HeldDelivery, { caseRef, takesPictures }: Extract<Resolution, { is: 'adopt' }>): Promise<void> {
  const { tx, row } = held;
  if (row.step !== 'create_case') {
    throw new ActRefused(`${row.id} is a step ${row.step}, which makes no case: say --done if the CRM has it`);
  }
  if (caseRef.trim() === '') throw new ActRefused('the case reference is empty: write it as the CRM shows it');
  // Inserted first: whoever makes the same case known at this instant is waited for, and seen.
  await sql`
    insert into bridge.crm_case (connection, case_ref, request_id, created_at) values (${row.connection}, ${caseRef}, ${row.request_id}, now())
    on conflict (connection, case_ref) do nothing`.execute(tx);
  const owner = await ownerOf(held, caseRef);
  if (owner.request_id !== row.request_id) {
    throw new ActRefused(`case ${caseRef} belongs to request ${owner.public_id} already: look up the right reference in the CRM`);
  }
  await sql`update bridge.service_request set updated_at = greatest(updated_at, now()) where id = ${row.request_id}`.execute(tx);
  if (takesPictures(row.connection))
    await addPictureSteps(tx, { id: row.id, requestId: row.request_id, connection: row.connection });
  await deliver(held);
}

async function ownerOf({ tx, row }: HeldDelivery, caseRef: CaseRef) {
  return tx
    .selectFrom('crm_case')
    .innerJoin('service_request', 'service_request.id', 'crm_case.request_id')
    .select(['crm_case.request_id', 'public_id'])
    .where('connection', '=', row.connection)
    .where('case_ref', '=', caseRef)
    .executeTakeFirstOrThrow();
}

async function done(held: HeldDelivery): Promise<void> {
  const { id, step } = held.row;
  if (step === 'create_case') {
    throw new ActRefused(`${id} makes a case, whose reference must be known: --adopt REF`);
  }
  await deliver(held);
}

async function deliver({ tx, row }: HeldDelivery): Promise<void> {
  await sql`
    update bridge.delivery set state = 'delivered', settled_at = now(), last_error_kind = null, last_error_text = null, claimed_by = null, claimed_at = null
    where id = ${row.id}`.execute(tx);
  await unblockNext(tx, row.request_id, row.connection);
}

async function resend({ tx, row }: HeldDelivery): Promise<void> {
  await sql`
    update bridge.delivery set state = 'pending', look_first = false, blocked = false, not_before = now(), first_failed_at = null, last_backoff_ms = null,
      settled_at = null, claimed_by = null, claimed_at = null
    where id = ${row.id}`.execute(tx);
}
