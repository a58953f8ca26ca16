import type { CaseChange } from '../../src/store/sync/case-change.js';
import { sql } from 'kysely';
import { ApiClientStore } from '../../src/store/api-client.store.js';
import { SyncStore } from '../../src/store/sync.store.js';
import { JourneyStore } from '../../src/store/journey.store.js';
import { aPng, photoWithGps } from '../media/photos.js';
import { type GeoReportServer, startGeoReport } from './server.js';

const CONNECTION = 'riverton.example/crm';
let server: GeoReportServer;
beforeAll(async () => {
  server = await startGeoReport();
});
afterAll(() => server.close());

const place = { lat: '42.3601', long: '-71.0589' };
const FILED = { service_code: 'RODENTS', ...place };
const entries = async (response: Response) => (await response.json()) as { code: number; description: string }[];

async function filed(fields: Record<string, string> = {}): Promise<string> {
  const response = await server.post({ ...FILED, ...fields });
  return ((await response.json()) as [{ service_request_id: string }])[0].service_request_id;
}

/** The CRM's news of a request, as the sync writes it, public since `at`. */
async function crmSays(id: string, at: string, change: Partial<NonNullable<CaseChange['public']>> = {}): Promise<void> {
  const { database } = server.store;
  await sql`
    insert into bridge.crm_case (connection, case_ref, request_id, created_at)
    select ${CONNECTION}, 'CASE-' || public_id, id, now() from bridge.service_request where public_id = ${id}
    on conflict do nothing`.execute(database);
  const news: CaseChange = {
    caseRef: `CASE-${id}`,
    crmStatus: `word ${at}`,
    public: { status: 'open', detail: 'in_progress', notes: 'Crew booked.', ...change },
  };
  expect(await new SyncStore(database).apply(CONNECTION, [news])).toEqual(['changed']);
  await sql`update bridge.service_request set requested_at = '2026-03-01' where public_id = ${id}`.execute(database);
  await sql`
    update bridge.request_update u set available_at = ${at}::timestamptz from bridge.service_request r
    where r.id = u.request_id and r.public_id = ${id} and u.available_at > now()`.execute(database);
}

type Listed = Record<string, unknown> & { readonly update_id: string };
async function listed(query: string): Promise<Listed[]> {
  const response = await server.get(`servicerequestupdates.json?${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Listed[];
}

describe('GET servicerequestupdates (sections 16.1, 16.3)', () => {
  let id: string;
  beforeAll(async () => {
    id = await filed({ 'attribute[fixmystreet_id]': '4711' });
    await crmSays(id, '2026-03-03T10:00:00Z');
    await crmSays(id, '2026-03-04T10:00:00Z', { detail: 'investigating', notes: undefined, mediaUrls: ['https://a.example/1'] });
    await crmSays(id, '2026-03-05T10:00:00Z', {
      status: 'closed',
      detail: 'fixed',
      notes: 'Filled & <sealed>.',
      mediaUrls: ['https://a.example/1', 'https://a.example/2'],
      externalStatusCode: 'RES',
      customerReference: 'C-7',
    });
  });
  const window = 'start_date=2026-03-03&end_date=2026-03-06';

  it('section 16.1: lists every public change of the CRM, oldest first, with the fields and names of the contract', async () => {
    const updates = await listed(window);
    expect(updates.map(({ update_id: _id, ...rest }) => rest)).toEqual([
      {
        service_request_id: id,
        status: 'in_progress',
        updated_datetime: '2026-03-03T10:00:00Z',
        description: 'Crew booked.',
        media_url: null,
        fixmystreet_id: '4711',
      },
      {
        service_request_id: id,
        status: 'investigating',
        updated_datetime: '2026-03-04T10:00:00Z',
        description: null,
        media_url: 'https://a.example/1',
        fixmystreet_id: '4711',
      },
      {
        service_request_id: id,
        status: 'fixed',
        updated_datetime: '2026-03-05T10:00:00Z',
        description: 'Filled & <sealed>.',
        media_url: ['https://a.example/1', 'https://a.example/2'],
        external_status_code: 'RES',
        customer_reference: 'C-7',
        fixmystreet_id: '4711',
      },
    ]);
    expect(new Set(updates.map(({ update_id }) => update_id)).size).toBe(3);
    for (const { update_id } of updates) expect(update_id).toMatch(/^[A-Za-z0-9_-]+$/);
  });

  it('section 16.1: keeps the ids between calls', async () => {
    expect(await listed(window)).toEqual(await listed(window));
  });

  it('sections 16.1, 16.3, MAP-6: says the same in XML, several pictures nested', async () => {
    const [first, , last] = await listed(window);
    const xml = await (await server.get(`servicerequestupdates.xml?${window}`)).text();
    expect(xml).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?>\s*<service_request_updates><request_update><update_id>/);
    expect(xml).toContain(
      `<request_update><update_id>${first!.update_id}</update_id><service_request_id>${id}</service_request_id>` +
        '<status>in_progress</status><updated_datetime>2026-03-03T10:00:00Z</updated_datetime>' +
        '<description>Crew booked.</description><media_url></media_url><fixmystreet_id>4711</fixmystreet_id></request_update>',
    );
    expect(xml).toContain(
      `<update_id>${last!.update_id}</update_id><service_request_id>${id}</service_request_id><status>fixed</status>` +
        '<updated_datetime>2026-03-05T10:00:00Z</updated_datetime><description>Filled &amp; &lt;sealed&gt;.</description>' +
        '<media_url><media_url>https://a.example/1</media_url><media_url>https://a.example/2</media_url></media_url>' +
        '<external_status_code>RES</external_status_code><customer_reference>C-7</customer_reference>',
    );
  });

  it.each([
    ['start_date=2026-03-04T10:00:00Z&end_date=2026-03-04T10:00:00Z', ['2026-03-04T10:00:00Z']],
    ['start_date=2026-03-04T10:00:00.9Z&end_date=2026-03-04T10:00:00.1Z', ['2026-03-04T10:00:00Z']],
    ['start_date=2026-03-04T10:00:01Z&end_date=2026-03-05T09:59:59Z', []],
    ['start_date=2026-03-04T05:00:00&end_date=2026-03-04T11:00:00%2b0100', ['2026-03-04T10:00:00Z']],
    ['start_date=2026-03-04&end_date=2026-03-04', ['2026-03-04T10:00:00Z']],
    ['end_date=2026-03-03T10:00:00Z', ['2026-03-03T10:00:00Z']],
    ['end_date=2026-06-01T10:00:01Z', ['2026-03-04T10:00:00Z', '2026-03-05T10:00:00Z']],
  ])('section 16.1: bounds are inclusive to the second that is shown: %s', async (query, moments) => {
    expect((await listed(query)).map((update) => update['updated_datetime'])).toEqual(moments);
  });

  it('section 16.1: none are an empty root and an empty list', async () => {
    expect(await listed('end_date=2020-01-01')).toEqual([]);
    const xml = await (await server.get('servicerequestupdates.xml?end_date=2020-01-01')).text();
    expect(xml.trim()).toBe('<?xml version="1.0" encoding="utf-8"?>\n<service_request_updates></service_request_updates>');
  });

  it.each([
    ['start_date=2026-02-31&end_date=soon', ['start_date must be a date', 'end_date must be a date']],
    ['start_date=2026-03-02&end_date=2026-03-01', ['start_date must not be after end_date']],
  ])('DATE-5, ERR-2: %s is 400, an entry for each problem', async (query, problems) => {
    const response = await server.get(`servicerequestupdates.json?${query}`);
    expect(response.status).toBe(400);
    expect(await entries(response)).toEqual(
      problems.map((text) => ({ code: 400, description: expect.stringContaining(text) as string })),
    );
  });

  it('section 15.2, EXT-1, EXT-2: gives pages, tells where the list goes on without the key, and ends it with an empty page', async () => {
    const whole = await listed(window);
    const seen: Listed[] = [];
    let next: string | null = `${server.base}/servicerequestupdates.json?${window}&api_key=secret&page_size=2`;
    const addresses: string[] = [];
    while (next) {
      const response = await fetch(next);
      seen.push(...((await response.json()) as Listed[]));
      next = response.headers.get('x-next-page-url');
      expect(response.headers.get('link')).toBe(next && `<${next}>; rel="next"`);
      if (next) addresses.push(next);
    }
    expect(seen).toEqual(whole);
    expect(addresses).toEqual([`${server.base}/servicerequestupdates.json?${window}&page_size=2&page=2`]);
    expect(await listed(`${window}&page=0&per_page=2`)).toEqual(whole.slice(0, 2));
    expect(await listed(`${window}&page=9`)).toEqual([]);
    expect(await listed(`${window}&page=${'9'.repeat(400)}`)).toEqual([]);
  });

  it.each(['page=x', 'page=-1', 'page_size=0', 'limit=1.5', 'max_requests=many'])('section 15.2: %s is 400', async (query) => {
    const response = await server.get(`servicerequestupdates.json?${query}`);
    expect(response.status).toBe(400);
    expect(await entries(response)).toEqual([{ code: 400, description: `${query.split('=')[0]} must be a whole number from 1` }]);
  });

  it('KEY-4, GEN-8: an api_key, empty or wrong, and unknown parameters are no matter', async () => {
    expect((await listed(`${window}&api_key=&extra=1`)).length).toBe(3);
    expect((await listed(`${window}&api_key=wrong`)).length).toBe(3);
  });

  it('JUR-3: another jurisdiction is 404', async () => {
    expect((await server.get('servicerequestupdates.json?jurisdiction_id=elsewhere.example')).status).toBe(404);
  });

  it('JUR-1: lists the updates of the jurisdiction that was named, and demands a name where there are several', async () => {
    const two = await startGeoReport(['oakville.example', 'riverton.example'], {
      database: server.store.database,
      close: async () => undefined,
    });
    const count = async (query: string) => (await (await two.get(`servicerequestupdates.json?${query}&${window}`)).json()) as [];
    expect((await two.get('servicerequestupdates.json')).status).toBe(400);
    expect(await count('jurisdiction_id=oakville.example')).toEqual([]);
    expect(await count('jurisdiction_id=riverton.example')).toHaveLength(3);
    await two.close();
  });

  it('LIST-9: updates of private requests never appear', async () => {
    const secret = await filed({ service_code: 'SECRET' });
    await crmSays(secret, '2026-03-10T10:00:00Z', { notes: 'nobody may know' });
    expect(await listed('start_date=2026-03-09&end_date=2026-03-11')).toEqual([]);
  });

  it('section 16.1: an update is later than the report itself, to the second', async () => {
    const young = await filed();
    await sql`update bridge.service_request set requested_at = '2999-01-01T00:00:00.4Z' where public_id = ${young}`.execute(
      server.store.database,
    );
    await sql`
      insert into bridge.crm_case (connection, case_ref, request_id, created_at)
      select ${CONNECTION}, 'YOUNG', id, now() from bridge.service_request where public_id = ${young}`.execute(
      server.store.database,
    );
    const news: CaseChange = { caseRef: 'YOUNG', crmStatus: 'x', public: { status: 'closed', detail: 'closed' } };
    await new SyncStore(server.store.database).apply(CONNECTION, [news]);
    const { rows } = await sql<{ available_at: Date }>`
      select u.available_at from bridge.request_update u join bridge.service_request r on r.id = u.request_id
      where r.public_id = ${young}`.execute(server.store.database);
    expect(rows[0]!.available_at.toISOString()).toBe('2999-01-01T00:00:01.000Z');
  });
});

describe('POST servicerequestupdates (sections 16.2, 16.3)', () => {
  let id: string;
  beforeAll(async () => {
    id = await filed();
  });
  const comment = (fields: Record<string, string | string[]> = {}) => ({
    service_request_id: id,
    update_id: 'c-1',
    status: 'OPEN',
    updated_datetime: '2026-03-03T10:00:00Z',
    description: 'Still there.',
    ...fields,
  });
  const post = (fields: Record<string, string | string[]>, path = 'servicerequestupdates.json', headers = {}) =>
    server.post(fields, { path, headers });
  const accepted = async (fields: Record<string, string | string[]>) => {
    const response = await post(fields);
    expect(response.status).toBe(200);
    return (await response.json()) as [{ update_id: string }];
  };
  const kept = async (updateId: string) => {
    const { rows } = await sql<Record<string, unknown>>`
      select u.*, a.* from bridge.client_update u left join bridge.update_author a on a.update_id = u.id
      where public_id = ${updateId}`.execute(server.store.database);
    return rows[0]!;
  };

  it('section 16.2: answers with an id of our own, in both formats', async () => {
    const [first] = await accepted(comment({ update_id: 'format' }));
    expect(first).toEqual({ update_id: expect.stringMatching(/^U-[0-9a-f]{32}$/) });
    const xml = await (await post(comment({ update_id: 'format' }), 'servicerequestupdates.xml')).text();
    expect(xml.trim()).toBe(
      '<?xml version="1.0" encoding="utf-8"?>\n<service_request_updates><request_update>' +
        `<update_id>${first.update_id}</update_id></request_update></service_request_updates>`,
    );
  });

  it('section 16.2: keeps all that was sent, what is personal apart', async () => {
    const fields = {
      update_id: 'whole',
      status: 'NO_FURTHER_ACTION',
      updated_datetime: '2026-03-03T10:00:00+0100',
      description: 'one\r\ntwo <3',
      email: 'ann@example.org',
      phone: '555-1234',
      first_name: 'Ann',
      last_name: '-',
      title: 'Dr',
      account_id: 'acc-1',
      media_url: ['https://a.example/1', 'https://a.example/2'],
      service_request_id_ext: '4711',
      public_anonymity_required: 'TRUE',
      email_alerts_requested: 'false',
      service_code: 'RODENTS',
      'attribute[colour]': 'red',
      nonsense: 'x',
    };
    const [answer] = await accepted(comment(fields));
    expect(answer).toEqual({ update_id: expect.any(String), account_id: 'acc-1' });
    expect(await kept(answer.update_id)).toMatchObject({
      client_update_id: 'whole',
      status: 'no_further_action',
      event_at: new Date('2026-03-03T09:00:00Z'),
      description: 'one\ntwo <3',
      service_request_id_ext: '4711',
      anonymous: true,
      email_alerts: false,
      attributes: [{ code: 'colour', values: ['red'] }],
      title: 'Dr',
      first_name: 'Ann',
      last_name: null,
      email: 'ann@example.org',
      phone: '555-1234',
      account_id: 'acc-1',
    });
  });

  it.each(['open', 'CLOSED', 'Fixed', 'in_progress', 'PLANNED', 'action_scheduled', 'INVESTIGATING', 'duplicate'])(
    'section 16.3: takes the status %s',
    async (status) => {
      const [{ update_id }] = await accepted(comment({ update_id: `status ${status}`, status }));
      expect((await kept(update_id))['status']).toBe(status.toLowerCase());
    },
  );
  it.each(['not_councils_responsibility', 'internal_referral', 'CANCELLED', 'reopen', 'for_triage', 'UNCHANGED'])(
    'section 16.3: takes the status %s',
    async (status) => {
      const [{ update_id }] = await accepted(comment({ update_id: `status ${status}`, status }));
      expect((await kept(update_id))['status']).toBe(status.toLowerCase());
    },
  );

  it('section 16.2: everything required that is missing or empty is an entry of its own', async () => {
    const empty = { service_request_id: '', update_id: '', status: '', updated_datetime: '', description: ' ' };
    for (const fields of [empty, {}] as Record<string, string>[]) {
      const response = await post(fields);
      expect(response.status).toBe(400);
      expect(await entries(response)).toEqual(
        ['service_request_id', 'update_id', 'status', 'updated_datetime', 'description'].map((name) => ({
          code: 400,
          description: `${name} is required`,
        })),
      );
    }
  });

  it('ERR-2: everything wrong is an entry of its own, and nothing is kept', async () => {
    const response = await post(
      comment({
        update_id: 'wrong',
        status: 'DONE',
        updated_datetime: '31.02.2026',
        description: 'y'.repeat(4001),
        public_anonymity_required: 'perhaps',
        email_alerts_requested: '1',
      }),
    );
    expect(response.status).toBe(400);
    expect((await entries(response)).map(({ description }) => description)).toEqual([
      expect.stringMatching(/^status must be one of open, .*unchanged$/),
      expect.stringMatching(/^updated_datetime must be a date/),
      expect.stringMatching(/^description must have at most 4000/),
      'public_anonymity_required must be TRUE or FALSE',
      'email_alerts_requested must be TRUE or FALSE',
    ]);
    const { rows } = await sql`select 1 from bridge.client_update where client_update_id = 'wrong'`.execute(
      server.store.database,
    );
    expect(rows).toEqual([]);
  });

  it.each([
    [403, { api_key: 'wrong', jurisdiction_id: 'elsewhere', service_request_id: 'none', status: 'x' }],
    [404, { jurisdiction_id: 'elsewhere', service_request_id: '', status: 'x' }],
    [404, { service_request_id: 'none', status: 'x' }],
    [400, { status: 'x' }],
  ])('KEY-5: checks go key, jurisdiction, request, fields: %d', async (status, fields) => {
    expect((await post(comment(fields as Record<string, string>))).status).toBe(status);
  });

  it('LIST-9: a private request may be commented on by the client that filed it, and does not exist for others', async () => {
    const secret = await filed({ service_code: 'SECRET' });
    const { key } = await new ApiClientStore(server.store.database).create('another app');
    expect((await post(comment({ service_request_id: secret, api_key: key }))).status).toBe(404);
    expect((await post(comment({ service_request_id: secret }))).status).toBe(200);
  });

  it('section 16.2: the same update again gets the first answer, whatever it says, and is kept once', async () => {
    const first = await accepted(comment({ update_id: 'twice', account_id: 'acc-1' }));
    expect(await accepted(comment({ update_id: 'twice', account_id: 'acc-2', description: 'Other words.' }))).toEqual(first);
    expect(await accepted(comment({ update_id: 'twice', status: 'DONE' }))).toEqual(first);
    expect((await kept(first[0].update_id))['description']).toBe('Still there.');
  });

  it('section 16.2, POST-21: who wrote it can be erased, and all else stays', async () => {
    const fields = { update_id: 'erased', email: 'ann@example.org', account_id: 'acc-1' };
    const [{ update_id }] = await accepted(comment(fields));
    await sql`delete from bridge.update_author a using bridge.client_update u where u.id = a.update_id and u.public_id = ${update_id}`.execute(
      server.store.database,
    );
    expect(await accepted(comment(fields))).toEqual([{ update_id }]);
    expect(await kept(update_id)).toMatchObject({ description: 'Still there.', email: null });
    const { rows } = await sql<{ text: string }>`
      select row_to_json(u)::text as text from bridge.client_update u where public_id = ${update_id}`.execute(
      server.store.database,
    );
    expect(rows[0]!.text).not.toMatch(/ann@example|acc-1/);
  });

  it('section 16.2: the same update_id for another request, or from another client, is another update', async () => {
    const { key } = await new ApiClientStore(server.store.database).create('another app');
    const ids = [
      await accepted(comment({ update_id: 'shared' })),
      await accepted(comment({ update_id: 'shared', service_request_id: await filed() })),
      await accepted(comment({ update_id: 'shared', api_key: key })),
    ];
    expect(new Set(ids.map(([{ update_id }]) => update_id)).size).toBe(3);
  });

  it('section 16.2: an update_id may be of any length', async () => {
    const long = Array.from({ length: 9_000 }, (_, n) => String.fromCharCode(48 + ((n * n * 31 + n * 7) % 70))).join('');
    const [one, again, other] = [`${long}a`, `${long}a`, `${long}b`].map((update_id) => accepted(comment({ update_id })));
    expect(await again).toEqual(await one);
    expect(await other).not.toEqual(await one);
  });

  it('section 16.2: updates of one request, posted at the same instant, some twice, stand in one order without gaps', async () => {
    const busy = await filed();
    const ids = Array.from({ length: 20 }, (_, n) => `busy-${n % 10}`);
    const answers = await Promise.all(ids.map((update_id) => accepted(comment({ service_request_id: busy, update_id }))));
    for (let n = 0; n < 10; n++) expect(answers[n]).toEqual(answers[n + 10]);
    const { rows } = await sql<{ position: number }>`
      select u.position from bridge.client_update u join bridge.service_request r on r.id = u.request_id
      where r.public_id = ${busy} order by u.position`.execute(server.store.database);
    expect(rows.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('section 16.1, POST-21: it changes nothing that is public, and nothing of it is listed', async () => {
    const before = await (await server.get(`requests/${id}.json`)).json();
    await accepted(
      comment({ update_id: 'hidden', status: 'CLOSED', description: 'call me: 555-9876', email: 'hid@example.org' }),
    );
    expect(await (await server.get(`requests/${id}.json`)).json()).toEqual(before);
    for (const path of ['servicerequestupdates.json', 'requests.json', `requests/${id}.xml`])
      expect(await (await server.get(path)).text()).not.toMatch(/555-9876|hid@example/);
  });

  /** What the journey says of pictures, once as many are settled. */
  async function picturesOf(requestId: string, settled: number): Promise<string[]> {
    for (;;) {
      const [journey] = await new JourneyStore(server.store.database).find(requestId);
      const told = journey!.events.map(({ what }) => what).filter((what) => what.startsWith('picture'));
      if (told.filter((what) => /(ready|failed)$/.test(what)).length >= settled) return told;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it('sections 15.6, 16.2: takes every file part, once for a repeat; its journey tells of them, and the request does not show them', async () => {
    const requestId = await filed();
    const send = async () => {
      const form = new FormData();
      const fields = comment({ service_request_id: requestId, update_id: 'photos' }) as Record<string, string>;
      for (const [name, value] of Object.entries({ api_key: server.key, ...fields })) form.append(name, value);
      for (const [name, bytes] of [
        ['photo1', await photoWithGps()],
        ['photo2', await aPng()],
      ] as const)
        form.append(name, new Blob([new Uint8Array(bytes)]), `${name}.jpg`);
      return (await fetch(`${server.base}/servicerequestupdates.json`, { method: 'POST', body: form })).json();
    };
    const [first] = (await send()) as [{ update_id: string }];
    expect(await send()).toEqual([first]);
    expect(await picturesOf(requestId, 2)).toEqual(
      expect.arrayContaining([
        `picture 1 of update ${first.update_id} came as file`,
        `picture 2 of update ${first.update_id} came as file`,
        `picture 1 of update ${first.update_id} ready`,
        `picture 2 of update ${first.update_id} ready`,
      ]),
    );
    expect(await picturesOf(requestId, 2)).toHaveLength(4);
    expect(await (await server.get(`requests/${requestId}.json`)).json()).toMatchObject([{ media_url: null }]);
  });

  it('sections 15.6, 16.2: takes several media_url, and a bad one never keeps the update out', async () => {
    const requestId = await filed();
    const media_url = ['ftp://a.example/1', 'nowhere'];
    const [{ update_id }] = await accepted(comment({ service_request_id: requestId, update_id: 'addresses', media_url }));
    expect((await picturesOf(requestId, 2)).filter((what) => what.endsWith('failed'))).toEqual([
      `picture 1 of update ${update_id} failed`,
      `picture 2 of update ${update_id} failed`,
    ]);
  });

  it('TOK-5: its id is a token that stands for itself, in its jurisdiction only', async () => {
    const [{ update_id }] = await accepted(comment({ update_id: 'token' }));
    expect(await (await server.get(`tokens/${update_id}.json`)).json()).toEqual([
      { service_request_id: update_id, token: update_id },
    ]);
    const other = await startGeoReport(['oakville.example'], { database: server.store.database, close: async () => undefined });
    expect((await other.get(`tokens/${update_id}.json`)).status).toBe(404);
    await other.close();
  });

  it('HTTP-1, ERR-5: OPTIONS says what is offered, and anything else is 405', async () => {
    const options = await fetch(`${server.base}/servicerequestupdates.xml`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
    const removal = await fetch(`${server.base}/servicerequestupdates.json`, { method: 'DELETE' });
    expect([removal.status, removal.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST, OPTIONS']);
    expect((await fetch(`${server.base}/servicerequestupdates.json`, { method: 'HEAD' })).status).toBe(200);
    expect((await server.get('servicerequestupdates/1.json')).status).toBe(404);
  });
});
