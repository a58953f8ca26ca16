import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { CaseSnapshot } from '../../../src/adapter-kit/adapter.js';
import type { StatusRule } from '../../../src/domain/status-rules.js';
import type { ConnectionSettings } from '../../../src/settings/jurisdiction-settings.js';
import { ApiClientStore } from '../../../src/store/api-client.store.js';
import { JourneyStore } from '../../../src/store/journey.store.js';
import { RequestStore } from '../../../src/store/request.store.js';
import { UpdateStore } from '../../../src/store/update.store.js';
import { aConnection } from '../../support/a-connection.js';
import { aReport, type TestStore } from '../../support/stores.js';
import { CITY, statusRules, syncOver } from './cases.js';

export const MAIN = `${CITY}/main`;
export const WATER = `${CITY}/water`;

const handing = (word: string, notes: string, transferTo: string): StatusRule => ({
  when: { status: { exact: word } },
  status: 'open',
  detail: 'internal_referral',
  notes,
  transferTo,
});
const connections: Readonly<Record<string, ConnectionSettings>> = {
  [MAIN]: aConnection({
    name: 'main',
    statusRules: [...statusRules, handing('to water', 'Handed to Water Works. {{ reason }}', WATER)],
  }),
  [WATER]: aConnection({ name: 'water', statusRules: [...statusRules, handing('back', 'Back at the call centre.', MAIN)] }),
};

export const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 9, minute));

interface Destination {
  readonly connection: string;
  readonly role: 'required' | 'copy';
}

/** A city whose call centre hands reports to the water works, and has them back. */
export async function transfersOver({ database }: TestStore) {
  const { applier, updatesOf, see } = await syncOver({ database } as TestStore);
  const requests = new RequestStore(database);
  const { id: apiClientId } = (await new ApiClientStore(database).create('an app')).client;
  let count = 0;

  async function filed(destinations: readonly Destination[] = [{ connection: MAIN, role: 'required' }]): Promise<string> {
    return (await requests.accept(aReport(apiClientId, { requestedAt: at(0), destinations }))).publicId;
  }

  const idOf = async (publicId: string) =>
    (await database.selectFrom('service_request').select('id').where('public_id', '=', publicId).executeTakeFirstOrThrow()).id;

  /** Its case is known, and where it is to be made, it is. @returns the case's reference. */
  async function made(publicId: string, connection: string): Promise<string> {
    const requestId = await idOf(publicId);
    const caseRef = `C-${(count += 1)}`;
    await database
      .insertInto('crm_case')
      .values({ connection, case_ref: caseRef, request_id: requestId, created_at: new Date() })
      .execute();
    await setStep(publicId, connection, 'create_case', 'delivered');
    await sql`update bridge.delivery set blocked = false where request_id = ${requestId} and connection = ${connection}`.execute(
      database,
    );
    return caseRef;
  }

  async function setStep(publicId: string, connection: string, step: string, state: string): Promise<void> {
    await sql`update bridge.delivery set state = ${state}, settled_at = now(), last_error_text = 'refused'
      where request_id = ${await idOf(publicId)} and connection = ${connection} and step = ${step}`.execute(database);
  }

  async function tell(connection: string, ...told: CaseSnapshot[]) {
    return applier.apply({ connection: connections[connection]!, source: 'poll' }, told);
  }

  async function comment(publicId: string): Promise<void> {
    await new UpdateStore(database).accept({
      requestId: await idOf(publicId),
      apiClientId,
      clientUpdateId: randomUUID(),
      status: 'unchanged',
      description: 'It has grown.',
      eventAt: new Date(),
      receivedAt: new Date(),
      pictures: [],
      attributes: [],
      author: {},
    });
  }

  const stepsOf = async (publicId: string) =>
    database
      .selectFrom('delivery')
      .selectAll()
      .where('request_id', '=', await idOf(publicId))
      .orderBy('connection')
      .orderBy('position')
      .execute();

  /** Such as `main create_case copy delivered`. */
  const lanesOf = async (publicId: string) =>
    (await stepsOf(publicId)).map(({ connection, step, role, state, blocked }) =>
      [connection.split('/')[1], step, role, blocked ? 'blocked' : state].join(' '),
    );

  async function transferred() {
    const publicId = await filed();
    const ref = await made(publicId, MAIN);
    await tell(MAIN, { caseRef: ref, status: 'to water', changedAt: at(10) });
    return { publicId, main: ref };
  }

  const transfersIn = async (publicId: string) =>
    (await new JourneyStore(database).find(publicId))[0]!.events
      .filter(({ what }) => what === 'case transferred')
      .map(({ where, detail }) => `${where} ${detail}`);

  return { database, filed, idOf, made, setStep, tell, comment, stepsOf, lanesOf, transferred, transfersIn, updatesOf, see };
}
