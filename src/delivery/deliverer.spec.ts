import { randomUUID } from 'node:crypto';
import type { CaseNote, CrmAdapter, EarlierCase, EarlierStep } from '../adapter-kit/adapter.js';
import { MisconfiguredError, OutcomeUnknownError, RejectedError, UnavailableError } from '../adapter-kit/errors.js';
import { Connection } from '../connections/connection.js';
import type { ServiceRequest } from '../domain/service-request.js';
import type { MediaStorage } from '../media/storage/media-storage.js';
import { Log } from '../settings/log.js';
import type { ConnectionDeliverySettings } from '../settings/jurisdiction-settings.js';
import type { Settings } from '../settings/settings.js';
import type { ClaimedDelivery } from '../store/claim.js';
import type { DeliveryStore } from '../store/delivery.store.js';
import { type MaterialStore, RequestErased } from '../store/material.store.js';
import type { ConnectionVerdict, Outcome } from '../store/settle.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { aConnection } from '../../test/support/a-connection.js';
import { Deliverer } from './deliverer.js';
import { StepMaker } from './steps/step-maker.js';

const request: ServiceRequest = {
  id: '26-00000007',
  jurisdictionId: 'riverton.example',
  serviceCode: 'POTHOLE',
  serviceName: 'Pothole',
  point: { lat: 42.36, long: -71.05 },
  mediaUrls: ['/media/0a1b.jpg'],
  attributes: [],
  reporter: { email: 'ann@example.org' },
  requestedAt: new Date('2026-03-02T08:00:00Z'),
};
const note = {
  publicId: 'U-1',
  text: 'Still there',
  status: 'unchanged' as const,
  writtenAt: new Date(),
  author: {},
  mediaPaths: [],
};

class FakeCrm implements CrmAdapter {
  casesMade = 0;
  asked = 0;
  pictures: readonly string[] = [];
  earlier: EarlierCase = { is: 'absent' };
  create: () => Promise<string> = async () => 'CASE-1';
  async check(): Promise<void> {}
  async createCase({ mediaUrls }: ServiceRequest): Promise<string> {
    this.casesMade += 1;
    this.pictures = mediaUrls;
    return this.create();
  }
  async findCase(): Promise<EarlierCase> {
    this.asked += 1;
    return this.earlier;
  }
}

class FakeDeliveries {
  outcome: Outcome | undefined;
  verdict: ConnectionVerdict | undefined;
  ofOthers: string[] = [];
  caseRef: string | undefined = 'CASE-1';
  async settle(_delivery: ClaimedDelivery, outcome: Outcome, verdict: ConnectionVerdict) {
    Object.assign(this, { outcome, verdict });
    return { written: true, opened: false, recovered: false, hasNext: false };
  }
  async caseOf() {
    return this.caseRef;
  }
  async casesOfOthers() {
    return this.ofOthers;
  }
}

function setUp({
  adapter = new FakeCrm() as CrmAdapter,
  policy = {} as Partial<ConnectionDeliverySettings>,
  delivery = {} as Partial<ClaimedDelivery>,
  material = {},
} = {}) {
  const connection = new Connection(aConnection({ delivery: { callTimeoutMs: 200, ...policy } }), adapter, Log.at('silent'));
  const now = new Date();
  const claimed: ClaimedDelivery = {
    id: randomUUID(),
    publicId: '26-00000001',
    requestId: '1',
    connection: connection.id,
    step: 'create_case',
    fence: 3,
    attempt: 2,
    mayExist: false,
    firstSentAt: now,
    createdAt: now,
    results: {},
    startInMs: 0,
    ...delivery,
  };
  const deliveries = new FakeDeliveries();
  const stores = { request: async () => request, update: async () => note, ...material } as unknown as MaterialStore;
  const settings = { server: { publicUrl: 'https://311.example.gov' } } as unknown as Settings;
  const steps = new StepMaker(stores, deliveries as unknown as DeliveryStore, {} as MediaStorage, settings);
  const deliverer = new Deliverer(deliveries as unknown as DeliveryStore, steps, new Telemetry(), Log.at('silent'));
  const attempt = (leaseMs = 60_000) => deliverer.attempt(claimed, connection, { endsAt: performance.now() + leaseMs });
  return { deliverer, deliveries, attempt };
}

it('makes a case and writes its reference down', async () => {
  const adapter = new FakeCrm();
  const { attempt, deliveries } = setUp({ adapter });
  await attempt();
  expect(deliveries.outcome).toEqual({ is: 'delivered', caseRef: 'CASE-1', adopted: false });
  expect(adapter.asked).toBe(0);
});

it('tells the CRM the whole address of every picture', async () => {
  const adapter = new FakeCrm();
  await setUp({ adapter }).attempt();
  expect(adapter.pictures).toEqual(['https://311.example.gov/media/0a1b.jpg']);
});

it('POST-21: what the reporter told of himself is masked where the CRM repeats it in its refusal', async () => {
  const adapter = new FakeCrm();
  adapter.create = () => Promise.reject(new RejectedError('ann@example.org is not a customer'));
  const { attempt, deliveries } = setUp({ adapter });
  await attempt();
  expect(deliveries.outcome).toMatchObject({ is: 'dead', reason: '[masked] is not a customer' });
});

describe('after an attempt that was cut off', () => {
  const uncertain = { mayExist: true };

  it('adopts its case, and makes no second one', async () => {
    const adapter = new FakeCrm();
    adapter.earlier = { is: 'found', caseRef: 'CASE-7' };
    const { attempt, deliveries } = setUp({ adapter, delivery: uncertain });
    await attempt();
    expect(deliveries.outcome).toEqual({ is: 'delivered', caseRef: 'CASE-7', adopted: true });
    expect(adapter.casesMade).toBe(0);
  });

  it('lets a case be finished that it finds unfinished, before it calls it delivered', async () => {
    const adapter = new FakeCrm();
    adapter.earlier = { is: 'found', caseRef: 'CASE-7', unfinished: true };
    adapter.create = async () => 'CASE-7';
    const { attempt, deliveries } = setUp({ adapter, delivery: uncertain });
    await attempt();
    expect(deliveries.outcome).toMatchObject({ is: 'delivered', caseRef: 'CASE-7' });
    expect([adapter.asked, adapter.casesMade]).toEqual([1, 1]);
  });

  it('creates again only after the CRM said that there is no case', async () => {
    const adapter = new FakeCrm();
    await setUp({ adapter, delivery: uncertain }).attempt();
    expect([adapter.asked, adapter.casesMade]).toEqual([1, 1]);
  });

  it.each([
    ['ask', { is: 'unknown', reason: expect.stringContaining('mail cannot be searched') }, 0],
    ['resend', { is: 'delivered', adopted: false }, 1],
    ['adopt-nearest', { is: 'delivered', caseRef: 'NEAR', adopted: true }, 0],
  ] as const)('does by its policy what a CRM that can not tell leaves open: %s', async (onUnknown, outcome, made) => {
    const adapter = new FakeCrm();
    const candidates = [
      { caseRef: 'NEAR', createdAt: new Date(), point: { lat: 42.3601, long: -71.05 } },
      { caseRef: 'FAR', createdAt: new Date(), point: { lat: 42.4, long: -71.05 } },
    ];
    adapter.earlier = { is: 'unknowable', reason: 'mail cannot be searched', candidates };
    const { attempt, deliveries } = setUp({ adapter, delivery: uncertain, policy: { onUnknown } });
    await attempt();
    expect(deliveries.outcome).toMatchObject(outcome);
    expect(adapter.casesMade).toBe(made);
  });

  it('adopts no case that is known to be that of another report', async () => {
    const adapter = new FakeCrm();
    const candidates = [{ caseRef: 'NEAR', createdAt: new Date(), point: request.point }];
    adapter.earlier = { is: 'unknowable', reason: 'no field for our id', candidates };
    const { attempt, deliveries } = setUp({ adapter, delivery: uncertain, policy: { onUnknown: 'adopt-nearest' } });
    deliveries.ofOthers = ['NEAR'];
    await attempt();
    expect(deliveries.outcome).toMatchObject({ is: 'unknown' });
  });
});

describe('an adapter that is broken', () => {
  it.each([
    ['throws a text', () => Promise.reject('no luck' as never), 'no luck'],
    ['throws nothing at all', () => Promise.reject(undefined as never), 'the adapter threw undefined, which says nothing'],
    [
      'throws before it returns a promise',
      () => {
        throw new TypeError('x is not a function');
      },
      'x is not a function',
    ],
    ['returns undefined', async () => undefined as never, 'createCase returned no case reference'],
    ['returns an empty reference', async () => ' ', 'createCase returned no case reference'],
    [
      'never returns, and ignores its signal',
      () => new Promise<never>(() => undefined),
      'the adapter did not return within 200 ms',
    ],
  ])('%s: the delivery is looked for again, for a readable reason, and the worker lives', async (_case, create, reason) => {
    const adapter = new FakeCrm();
    adapter.create = create;
    const { attempt, deliveries } = setUp({ adapter });
    await attempt();
    expect(deliveries.outcome).toEqual({ is: 'retry', kind: 'unknown', reason, mayExist: true, pauseMs: 7 });
    expect(deliveries.verdict).toMatchObject({ is: 'failed' });
  });

  it('answers findCase with nonsense: nothing is sent', async () => {
    const adapter = new FakeCrm();
    adapter.earlier = undefined as never;
    const { attempt, deliveries } = setUp({ adapter, delivery: { mayExist: true } });
    await attempt();
    expect(deliveries.outcome).toMatchObject({ is: 'retry', mayExist: true });
    expect(adapter.casesMade).toBe(0);
  });
});

it('sends nothing once its lease does not cover the call, and gives the delivery back as it was', async () => {
  const adapter = new FakeCrm();
  const { attempt, deliveries } = setUp({ adapter });
  await attempt(100);
  expect(deliveries.outcome).toMatchObject({ is: 'handed back', mayExist: false });
  expect(adapter.casesMade).toBe(0);
});

it('hands back what it has in hand when the bridge stops: to be looked for if it may have been sent, once the CRM can have finished', async () => {
  const adapter = new FakeCrm();
  adapter.create = () => new Promise(() => undefined);
  const { deliverer, deliveries, attempt } = setUp({ adapter, policy: { callTimeoutMs: 10_000 } });
  const ended = attempt();
  await new Promise((resolve) => setTimeout(resolve, 20));
  deliverer.stop();
  await ended;
  expect(deliveries.outcome).toEqual({ is: 'handed back', reason: 'the bridge is stopping', mayExist: true, pauseMs: 10_007 });
  expect(deliveries.verdict).toEqual({ is: 'nothing' });
});

it('cancels the delivery of a request that was erased', async () => {
  const erased = () => Promise.reject(new RequestErased('the request was erased'));
  const { attempt, deliveries } = setUp({ material: { request: erased } });
  await attempt();
  expect(deliveries.outcome).toEqual({ is: 'cancelled', reason: 'the request was erased' });
});

it('does not give a report up over a CRM that is away or locked, and says so of the connection at once', async () => {
  for (const error of [new UnavailableError('night', 90_000), new MisconfiguredError('password')]) {
    const adapter = new FakeCrm();
    adapter.create = () => Promise.reject(error);
    const { attempt, deliveries } = setUp({ adapter, delivery: { firstFailedAt: new Date(0) } });
    await attempt();
    expect(deliveries.outcome).toMatchObject({ is: 'retry', kind: error.kind });
    expect(deliveries.verdict).toMatchObject({ is: 'failed', threshold: 1 });
  }
});

describe('a note', () => {
  class NotingCrm extends FakeCrm {
    notes: CaseNote[] = [];
    found: EarlierStep = { is: 'absent' };
    async addNote(_caseRef: string, each: CaseNote): Promise<void> {
      this.notes.push(each);
    }
    async findNote(): Promise<EarlierStep> {
      return this.found;
    }
  }
  const delivery = { step: 'add_note', updateId: '5' } as const;

  it('goes to the case', async () => {
    const adapter = new NotingCrm();
    const { attempt, deliveries } = setUp({ adapter, delivery });
    await attempt();
    expect(adapter.notes).toMatchObject([{ id: 'U-1', text: 'Still there' }]);
    expect(deliveries.outcome).toMatchObject({ is: 'delivered', caseRef: 'CASE-1' });
  });

  it('is not sent twice after a lost answer', async () => {
    const adapter = new NotingCrm();
    adapter.found = { is: 'done' };
    const { attempt, deliveries } = setUp({ adapter, delivery: { ...delivery, mayExist: true } });
    await attempt();
    expect([adapter.notes.length, deliveries.outcome]).toEqual([0, { is: 'delivered', caseRef: 'CASE-1', adopted: true }]);
  });

  it('is cancelled, and says why, where the CRM takes none', async () => {
    const { attempt, deliveries } = setUp({ delivery });
    await attempt();
    expect(deliveries.outcome).toEqual({ is: 'cancelled', reason: 'nothing to do, as this CRM takes no notes' });
  });

  it('goes before a person after a lost answer where the CRM can not be asked for notes', async () => {
    const adapter = Object.assign(new NotingCrm(), { findNote: undefined });
    const { attempt, deliveries } = setUp({
      adapter: adapter as unknown as CrmAdapter,
      delivery: { ...delivery, mayExist: true },
    });
    await attempt();
    expect(deliveries.outcome).toMatchObject({ is: 'unknown', reason: expect.stringContaining('can not be asked for a note') });
  });
});

it('looks again soon after a lost answer', async () => {
  const adapter = new FakeCrm();
  adapter.create = () => Promise.reject(new OutcomeUnknownError('cut'));
  const { attempt, deliveries } = setUp({ adapter });
  await attempt();
  expect(deliveries.outcome).toMatchObject({ is: 'retry', mayExist: true, pauseMs: 7 });
});
