import type { ConnectionDeliverySettings, ConnectionSettings } from '../../src/settings/jurisdiction-settings.js';

/** How a connection delivers, quick enough for a test. */
export const aDeliveryPolicy = (overrides: Partial<ConnectionDeliverySettings> = {}): ConnectionDeliverySettings => ({
  callTimeoutMs: 1000,
  connectTimeoutMs: 1000,
  maxAnswerBytes: 100_000,
  backoffMinMs: 10,
  backoffMaxMs: 100,
  ageLimitMs: 1e9,
  settleMs: 7,
  callsAtOnce: 4,
  leastGapMs: 0,
  breakerFailures: 5,
  breakerPauseMinMs: 10,
  breakerPauseMaxMs: 100,
  onUnknown: 'ask',
  adoptNearest: { withinMeters: 50, withinMinutes: 30 },
  quietHours: [],
  maintenance: [],
  ...overrides,
});

/** A connection of the city `riverton.example`, to nothing real. */
export const aConnection = ({
  name = 'crm',
  delivery,
  ...overrides
}: Partial<Omit<ConnectionSettings, 'delivery'>> & {
  delivery?: Partial<ConnectionDeliverySettings>;
} = {}): ConnectionSettings => ({
  id: `riverton.example/${name}`,
  name,
  type: 'fake',
  emulator: false,
  settings: {},
  secrets: [],
  statusRules: [],
  timeZone: 'America/New_York',
  delivery: aDeliveryPolicy(delivery),
  sync: {
    pollEveryMs: 1,
    takeOverAfterMs: 20_000,
    overlapMs: 1,
    refusedPauseMaxMs: 100,
    casesPerCall: 2,
    externalStatusCode: 'none',
    customerReference: false,
    servicesEveryHours: 0,
    servicesLeastShare: 0.8,
    reconcileEveryHours: 0,
    reconcileDays: 30,
    ownNames: [],
    stale: { afterDays: 0, except: [] },
  },
  ...overrides,
});
