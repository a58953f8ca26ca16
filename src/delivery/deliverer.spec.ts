import type { CrmAdapter, EarlierCase } from '../adapter-kit/adapter.js';
import { OutcomeUnknownError, RejectedError } from '../adapter-kit/errors.js';
import type { ServiceRequest } from '../domain/service-request.js';
import { Connection } from '../connections/connection.js';
import type { Connections } from '../connections/connections.js';
import { Log } from '../settings/log.js';
import type { Settings } from '../settings/settings.js';
import type { AttemptRecord, ClaimedDelivery, DeliveryStore, Outcome } from '../store/delivery.store.js';
import type { RequestStore } from '../store/request.store.js';
import { aConnection } from '../../test/support/a-connection.js';
import { Deliverer } from './deliverer.js';

const request: ServiceRequest = {
  id: '26-00000007',
  jurisdictionId: 'riverton.example',
  serviceCode: 'POTHOLE',
  serviceName: 'Pothole',
  mediaUrls: ['/media/0a1b.jpg'],
  attributes: [],
  reporter: { email: 'ann@example.org' },
  requestedAt: new Date('2026-03-02T08:00:00Z'),
};

class FakeCrm implements CrmAdapter {
  casesMade = 0;
  asked = 0;
  constructor(
    private readonly earlier: EarlierCase = { is: 'absent' },
    private readonly failure?: Error,
  ) {}
  async check(): Promise<void> {}
  pictures: readonly string[] = [];
  async createCase({ mediaUrls }: ServiceRequest): Promise<string> {
    this.casesMade += 1;
    this.pictures = mediaUrls;
    if (this.failure) throw this.failure;
    return 'CASE-1';
  }
  async findCase(): Promise<EarlierCase> {
    this.asked += 1;
    return this.earlier;
  }
}

class FakeDeliveries {
  settled: { outcome: Outcome; record: AttemptRecord } | undefined;
  constructor(
    private readonly claimed: ClaimedDelivery | undefined,
    private readonly stillOurs = true,
  ) {}
  async claim(): Promise<ClaimedDelivery | undefined> {
    return this.claimed;
  }
  async settle(_delivery: ClaimedDelivery, outcome: Outcome, record: AttemptRecord): Promise<boolean> {
    this.settled = { outcome, record };
    return this.stillOurs;
  }
}

function setUp({ mayExist = false, adapter = new FakeCrm(), claimable = true, stillOurs = true } = {}) {
  const settings = aConnection();
  const { id } = settings;
  const log = Log.at('silent');
  const connection = new Connection(settings, adapter, log);
  const now = new Date();
  const claimed = {
    id: 'delivery-1',
    requestId: '1',
    connection: id,
    fence: 3,
    attempt: 2,
    mayExist,
    firstSentAt: now,
    createdAt: now,
  };
  const deliveries = new FakeDeliveries(claimable ? claimed : undefined, stillOurs);
  const requests = { forDelivery: async () => request };
  const connections = { get: (name: string) => (name === id ? connection : undefined) };
  const deliverer = new Deliverer(
    deliveries as unknown as DeliveryStore,
    requests as unknown as RequestStore,
    connections as unknown as Connections,
    { server: { publicUrl: 'https://311.example.gov' } } as unknown as Settings,
    log,
  );
  return { deliverer, deliveries, adapter, id };
}

it('POST-21: what the reporter told of himself is masked where the CRM repeats it in its refusal', async () => {
  const refusing = new FakeCrm({ is: 'absent' }, new RejectedError('ann@example.org is not a customer'));
  const { deliverer, deliveries, id } = setUp({ adapter: refusing });
  await deliverer.attempt('delivery-1', id);
  expect(deliveries.settled?.outcome).toMatchObject({ is: 'dead', reason: '[masked] is not a customer' });
});

it('makes a case and writes its reference down', async () => {
  const { deliverer, deliveries, adapter, id } = setUp();
  await expect(deliverer.attempt('delivery-1', id)).resolves.toBeUndefined();
  expect(deliveries.settled?.outcome).toEqual({ is: 'delivered', caseRef: 'CASE-1', adopted: false });
  expect(adapter.asked).toBe(0);
});

it('tells the CRM the whole address of every picture', async () => {
  const { deliverer, adapter, id } = setUp();
  await deliverer.attempt('delivery-1', id);
  expect(adapter.pictures).toEqual(['https://311.example.gov/media/0a1b.jpg']);
});

it('adopts the case of an attempt that was cut off, and makes no second one', async () => {
  const { deliverer, deliveries, adapter, id } = setUp({
    mayExist: true,
    adapter: new FakeCrm({ is: 'found', caseRef: 'CASE-7' }),
  });
  await deliverer.attempt('delivery-1', id);
  expect(deliveries.settled?.outcome).toEqual({ is: 'delivered', caseRef: 'CASE-7', adopted: true });
  expect(adapter.casesMade).toBe(0);
});

it('creates again only after the CRM said that there is no case', async () => {
  const { deliverer, adapter, id } = setUp({ mayExist: true });
  await deliverer.attempt('delivery-1', id);
  expect([adapter.asked, adapter.casesMade]).toEqual([1, 1]);
});

it('asks a person, and sends nothing, when the CRM cannot tell', async () => {
  const adapter = new FakeCrm({ is: 'unknowable', reason: 'mail cannot be searched' });
  const { deliverer, deliveries, id } = setUp({ mayExist: true, adapter });
  await expect(deliverer.attempt('delivery-1', id)).resolves.toBeUndefined();
  expect(deliveries.settled?.outcome).toMatchObject({
    is: 'unknown',
    reason: expect.stringContaining('mail cannot be searched'),
  });
  expect(adapter.casesMade).toBe(0);
});

it('says when to look again after a lost answer', async () => {
  const { deliverer, id } = setUp({ adapter: new FakeCrm({ is: 'absent' }, new OutcomeUnknownError('cut')) });
  await expect(deliverer.attempt('delivery-1', id)).resolves.toEqual({ deliveryId: 'delivery-1', fence: 3, inMs: 7 });
});

it('announces nothing once another worker has taken over', async () => {
  const { deliverer, id } = setUp({ adapter: new FakeCrm({ is: 'absent' }, new OutcomeUnknownError('cut')), stillOurs: false });
  await expect(deliverer.attempt('delivery-1', id)).resolves.toBeUndefined();
});

it('does nothing for a delivery that is settled or in other hands', async () => {
  const { deliverer, adapter, deliveries, id } = setUp({ claimable: false });
  await deliverer.attempt('delivery-1', id);
  expect([adapter.casesMade, deliveries.settled]).toEqual([0, undefined]);
});

it('leaves the deliveries of a connection that is no longer configured as they are', async () => {
  const { deliverer, deliveries } = setUp();
  await deliverer.attempt('delivery-1', 'riverton.example/gone');
  expect(deliveries.settled).toBeUndefined();
});
