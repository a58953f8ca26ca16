import { sql } from 'kysely';
import { City } from '../support/city.js';
import { until } from '../support/deployment.js';
import { MailServers } from '../support/mail/mail-servers.js';

const FROM = '311@riverton.example';
const TO = 'streets@riverton.example';
const CALM = { backoffMinMs: 200, backoffMaxMs: 500, settleMs: 50, callTimeoutMs: 20_000 };

describe('a bridge between residents and real mail servers', () => {
  let servers: MailServers;
  let city: City;
  beforeAll(async () => {
    servers = await MailServers.start();
    const settings = {
      ...servers.smtp('311'),
      from: `Riverton 311 <${FROM}>`,
      to: TO,
      imap: servers.imap('311'),
    };
    const mailbox = { type: 'email', settings, delivery: CALM };
    city = await City.start({ mailbox }, [{ to: 'mailbox' }]);
  }, 300_000);
  afterAll(async () => {
    await city?.stop();
    await servers?.stop();
  });
  afterEach(() => servers.answerTo(TO));

  const attempts = async (id: string) => {
    const { rows } = await sql<{ state: string; outcome: string; text: string | null }>`
      select d.state, a.outcome, a.error_text as text from bridge.attempt a join bridge.delivery d on d.id = a.delivery_id
      join bridge.service_request r on r.id = d.request_id where r.public_id = ${id} order by a.number`.execute(
      city.bridge.store.database,
    );
    return rows;
  };
  const mailsOf = async (id: string) => (await servers.mails('streets')).filter(({ subject }) => subject?.startsWith(id));
  it('tries again after a 450, and has mailed the report once in the end', async () => {
    servers.answerTo(TO, '450 4.7.1 greylisted, come back in a while');
    const id = await city.file();
    const tries = await until(
      () => attempts(id),
      ({ length }) => length >= 2,
    );
    expect(tries[0]).toMatchObject({
      outcome: 'retry',
      text: expect.stringContaining('greylisted, come back in a while') as string,
    });
    servers.answerTo(TO);
    await until(
      () => attempts(id),
      (rows) => rows[0]?.state === 'delivered',
    );
    await until(
      () => mailsOf(id),
      ({ length }) => length === 1,
    );
    expect((await servers.mails('311', 'Sent')).filter(({ subject }) => subject?.startsWith(id))).toHaveLength(1);
  }, 120_000);

  it('gives a report up at a 550, as a dead letter with the server’s own words, and leaves nothing in the sent folder', async () => {
    servers.answerTo(TO, '550 5.7.1 this mailbox takes no reports of rats');
    const id = await city.file();
    const [dead] = await until(
      () => attempts(id),
      ([first]) => first?.state === 'dead',
    );
    expect(dead!.text).toContain('550 5.7.1');
    expect(dead!.text).toContain('this mailbox takes no reports of rats');
    expect(await mailsOf(id)).toEqual([]);
    expect((await servers.mails('311', 'Sent')).filter(({ subject }) => subject?.startsWith(id))).toEqual([]);
  }, 120_000);
});
