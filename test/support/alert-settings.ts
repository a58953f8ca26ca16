import type { AlertsSettings } from '../../src/settings/alerts-settings.js';

/** The packaged rules, looked at often, told to nobody. */
export const ALERTS: AlertsSettings = {
  checkEveryMs: 100,
  remindEveryMinutes: 1440,
  clearAfterMinutes: 5,
  newOnesEveryMinutes: 60,
  lag: { olderThanMinutes: 30 },
  absence: { hours: 0, from: '08:00', to: '20:00' },
  deadLetters: { atLeast: 1 },
  unknowns: { atLeast: 1 },
  changes: { atLeast: 1 },
  callbacks: { atLeast: 1 },
  unmapped: { atLeast: 1 },
  stale: { atLeast: 1 },
  differences: { atLeast: 1 },
  pushes: { atLeast: 1 },
  breakerOpen: { afterMinutes: 10 },
  paused: { afterHours: 4 },
  certificates: { withinDays: 21 },
  webhooks: [],
};
