import { sql } from 'kysely';
import type { Alert, AlertBody } from '../../src/domain/alert.js';
import { AlertFiguresStore } from '../../src/store/alert-figures.store.js';
import { AlertMessageStore } from '../../src/store/alert-message.store.js';
import { type AlertChanges, AlertStore, type NewAlertMessage } from '../../src/store/alert.store.js';
import { ApiClientStore } from '../../src/store/api-client.store.js';
import { CertificateStore } from '../../src/store/certificate.store.js';
import { RequestStore } from '../../src/store/request.store.js';
import { aReport, BOTH, type TestStore } from '../support/stores.js';

const CRM = 'riverton.example/crm';
const at = (text: string) => new Date(`2026-12-01T${text}Z`);
const anAlert = (overrides: Partial<Alert> = {}): Alert => ({
  key: `lag:${CRM}`,
  rule: 'lag',
  subject: CRM,
  state: 'raised',
  since: at('08:00'),
  lastValue: 30.5,
  text: 'Late.',
  lastSentAt: at('09:00'),
  sentCount: 1,
  ...overrides,
});
const BODY = { type: 'alert.raised', timestamp: 'now', data: { key: 'k' } } as unknown as AlertBody;
const message = (id: string, alertKey = 'k', channel = 'email') => ({ id, alertKey, channel, body: BODY });

describe.each(BOTH)('alerts on %s', (_name, open) => {
  let store: TestStore;
  let alerts: AlertStore;
  let messages: AlertMessageStore;
  beforeAll(async () => {
    store = await open();
    alerts = new AlertStore(store.database);
    messages = new AlertMessageStore(store.database);
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    await sql`delete from bridge.alert`.execute(store.database);
    await sql`delete from bridge.alert_message`.execute(store.database);
    await sql`delete from bridge.alert_lease`.execute(store.database);
    await alerts.lease('us', 60_000);
  });
  const write = (changes: Partial<AlertChanges>, owner = 'us') =>
    alerts.change(owner, () => ({ alerts: [], messages: [], ...changes }));
  const written = (...list: NewAlertMessage[]) => write({ messages: list });
  const due = async () => (await messages.due(100)).map(({ id }) => id);
  const ends = () => sql`update bridge.alert_lease set held_until = now() - interval '1 second'`.execute(store.database);

  it('are one process’s to look at, until its lease ends or it gives it back', async () => {
    expect([await alerts.lease('us', 60_000), await alerts.lease('they', 60_000)]).toEqual([true, false]);
    await ends();
    expect([await alerts.lease('they', 60_000), await alerts.lease('us', 60_000)]).toEqual([true, false]);
    await alerts.release('us');
    expect(await alerts.lease('us', 60_000)).toBe(false);
    await alerts.release('they');
    expect(await alerts.lease('us', 60_000)).toBe(true);
  });

  it('are not written by a process that lost its lease, nor are its messages', async () => {
    await ends();
    expect(await write({ alerts: [anAlert()], messages: [message('m1')] })).toBeUndefined();
    expect(await alerts.raised()).toEqual([]);
    expect(await due()).toEqual([]);
  });

  it('and their messages are written together or not at all', async () => {
    const twice = { alerts: [anAlert()], messages: [message('m1'), message('m1')] };
    await expect(write(twice)).rejects.toThrow(/duplicate key/);
    expect(await alerts.raised()).toEqual([]);
  });

  it('come back as they were written, the raised ones to whoever decides', async () => {
    const other = anAlert({ key: 'x', state: 'cleared', clearedAt: at('10:00'), fineSince: at('09:55') });
    await write({ alerts: [anAlert(), other] });
    let seen: Alert[] = [];
    await alerts.change('us', (raised) => {
      seen = raised;
      return { alerts: [anAlert({ sentCount: 2, fineSince: at('09:30') })], messages: [] };
    });
    expect(seen).toEqual([anAlert()]);
    expect(await alerts.raised()).toEqual([anAlert({ sentCount: 2, fineSince: at('09:30') })]);
    expect(await alerts.cleared(5)).toEqual([other]);
    expect(await alerts.cleared(0)).toEqual([]);
  });

  it('are told in order: a message waits for an earlier one of the same alert to the same channel only', async () => {
    await written(message('a1'), message('a2'), message('b1', 'other'), message('a3', 'k', 'webhook'));
    expect(await due()).toEqual(['a1', 'b1', 'a3']);
    await messages.postpone('a1', 'away', 60_000);
    expect(await due()).toEqual(['b1', 'a3']);
    await messages.sent('a1');
    await messages.giveUp('b1', 'never');
    expect(await due()).toEqual(['a2', 'a3']);
    expect((await messages.due(1))[0]).toMatchObject({ id: 'a2', alertKey: 'k', channel: 'email', attempts: 0, body: BODY });
  });

  it('keep their messages for a while, those not yet sent for ever', async () => {
    await written(message('a1'), message('a2', 'other'));
    await messages.sent('a1');
    await messages.forget(new Date(Date.now() - 60_000));
    expect((await sql`select id from bridge.alert_message`.execute(store.database)).rows).toHaveLength(2);
    await messages.forget(new Date(Date.now() + 60_000));
    expect((await sql`select id from bridge.alert_message`.execute(store.database)).rows).toEqual([{ id: 'a2' }]);
  });

  it('know a certificate for a day, and one that could not be looked at for an hour', async () => {
    const certificates = new CertificateStore(store.database);
    const [crm, other] = [
      { host: 'crm.example', port: 443 },
      { host: 'crm.example', port: 8443 },
    ];
    const later = (hours: number) =>
      sql`update bridge.certificate set checked_at = now() - ${hours} * interval '1 hour'`.execute(store.database);
    expect(await certificates.due([crm, other])).toEqual([crm, other]);
    await certificates.seen(crm, at('12:00'));
    await certificates.failed(other, 'refused');
    expect(await certificates.due([crm, other])).toEqual([]);
    await later(2);
    expect(await certificates.due([crm, other])).toEqual([other]);
    await later(25);
    expect(await certificates.due([crm])).toEqual([crm]);
    await certificates.failed(crm, 'refused');
    expect(await certificates.known([crm, other])).toEqual([{ ...crm, expiresAt: at('12:00') }]);
  });

  describe('see', () => {
    let figures: AlertFiguresStore;
    let deliveryId: string;
    beforeAll(async () => {
      figures = new AlertFiguresStore(store.database);
      const { client } = await new ApiClientStore(store.database).create('an app');
      const requests = new RequestStore(store.database);
      await requests.accept(aReport(client.id, { requestedAt: at('08:00') }));
      const { rows } = await sql<{ id: string }>`select id from bridge.delivery`.execute(store.database);
      deliveryId = rows[0]!.id;
      await requests.accept(aReport(client.id, { requestedAt: at('09:00'), private: true }));
    });
    const change = (what: string) =>
      sql`update bridge.delivery set ${sql.raw(what)} where id = ${deliveryId}`.execute(store.database);

    it('the oldest delivery that waits, also when others are due before it', async () => {
      await change("created_at = '2026-11-01T00:00:00Z', not_before = now() + interval '1 hour'");
      expect(await figures.waiting([CRM, 'riverton.example/none'])).toEqual([
        { connection: CRM, oldest: new Date('2026-11-01T00:00:00Z') },
      ]);
      await change('blocked = true');
      expect((await figures.waiting([CRM]))[0]!.oldest).not.toEqual(new Date('2026-11-01T00:00:00Z'));
      await change('blocked = false');
    });

    it('what only a person moves on, by connection and state', async () => {
      expect(await figures.parked()).toEqual([]);
      await change("state = 'dead', settled_at = '2026-12-01T10:00:00Z'");
      expect(await figures.parked()).toEqual([{ connection: CRM, state: 'dead', count: 1, since: at('10:00') }]);
    });

    it('a breaker that is not closed, and a pause', async () => {
      await sql`
        insert into bridge.connection_gate (connection, breaker, opened_at, reason_kind, reason_text, paused_at) values
          ('a', 'half_open', '2026-12-01T10:00:00Z', 'transient', 'no answer', null),
          ('b', 'closed', '2026-12-01T09:00:00Z', null, null, '2026-12-01T11:00:00Z'),
          ('c', 'closed', null, null, null, null)`.execute(store.database);
      expect((await figures.gates()).sort((one, other) => one.connection.localeCompare(other.connection))).toEqual([
        { connection: 'a', openedAt: at('10:00'), reasonKind: 'transient', reasonText: 'no answer', pausedAt: undefined },
        { connection: 'b', openedAt: undefined, reasonKind: undefined, reasonText: undefined, pausedAt: at('11:00') },
      ]);
    });

    it('a city’s last report, a private one too', async () => {
      expect(await figures.lastReports(['riverton.example', 'empty.example'])).toEqual(
        new Map([['riverton.example', at('09:00')]]),
      );
    });
  });
});
