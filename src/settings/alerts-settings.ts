/** What a person must be told of, and how. A rule whose number is 0 is off. */
export interface AlertsSettings {
  readonly checkEveryMs: number;
  readonly remindEveryMinutes: number;
  /** The cause must have been gone for that long before the alert is cleared. */
  readonly clearAfterMinutes: number;
  /** While some of what is counted stand, new ones are told of no more often than this. */
  readonly newOnesEveryMinutes: number;
  readonly lag: { readonly olderThanMinutes: number };
  readonly absence: AbsenceRule;
  readonly deadLetters: CountRule;
  readonly unknowns: CountRule;
  readonly changes: CountRule;
  readonly callbacks: CountRule;
  readonly unmapped: CountRule;
  readonly stale: CountRule;
  readonly differences: CountRule;
  readonly pushes: CountRule;
  readonly breakerOpen: { readonly afterMinutes: number };
  readonly paused: { readonly afterHours: number };
  readonly certificates: { readonly withinDays: number };
  readonly email?: AlertEmailSettings;
  readonly webhooks: readonly AlertWebhookSettings[];
}

/** Told of when there are so many of a connection. */
export interface CountRule {
  readonly atLeast: number;
}

/** Only the hours between `from` and `to`, `HH:MM` in the city's time, are counted. */
export interface AbsenceRule {
  readonly hours: number;
  readonly from: string;
  readonly to: string;
}

export interface AlertEmailSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte. */
  readonly secure: boolean;
  readonly startTls: StartTls;
  /** Certificates of authorities, PEM; absent: the usual ones. */
  readonly ca?: string;
  /** Both or neither. */
  readonly username?: string;
  readonly password?: string;
  readonly from: string;
  readonly to: readonly string[];
}

export const START_TLS = ['always', 'never', 'opportunistic'] as const;
export type StartTls = (typeof START_TLS)[number];

/** Signed by Standard Webhooks. */
export interface AlertWebhookSettings {
  readonly url: string;
  readonly secret: string;
}
