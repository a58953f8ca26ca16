/** What a CRM told, or did not tell, and a person must see to. */
export const ATTENTION_KINDS = ['changes', 'callbacks', 'unmapped', 'stale', 'differences'] as const;
export type AttentionKind = (typeof ATTENTION_KINDS)[number];

export const ALERT_RULES = [
  'lag',
  'absence',
  'dead-letters',
  'unknowns',
  'breaker',
  'paused',
  'polling',
  'certificate',
  'catalogue',
  'canary',
  'pushes',
  ...ATTENTION_KINDS,
] as const;
export type AlertRule = (typeof ALERT_RULES)[number];

export const ALERT_STATES = ['raised', 'cleared'] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** What a message tells: a change of state, or that a state goes on. */
export const ALERT_EVENTS = ['raised', 'reminder', 'cleared', 'test'] as const;
export type AlertEvent = (typeof ALERT_EVENTS)[number];

/** Something that a person must know of, and that is so just now. */
export interface Condition {
  /** `rule:subject`, one alert. */
  readonly key: string;
  readonly rule: AlertRule;
  /** Id of a connection, jurisdiction or subscriber, or the host of a certificate. */
  readonly subject: string;
  /** When it began, as far as is known. */
  readonly since: Date;
  /** Minutes, hours, days or a number, as the rule counts. */
  readonly value: number;
  /** Of a number of things: more of them is news. */
  readonly counts: boolean;
  /** What is so, in one line, nothing personal. */
  readonly summary: string;
  /** What to do next, with the command where there is one. */
  readonly remedy: string;
}

/** An alert as it was last told. */
export interface Alert {
  readonly key: string;
  readonly rule: AlertRule;
  readonly subject: string;
  readonly state: AlertState;
  readonly since: Date;
  /** The figure that was last told. */
  readonly lastValue: number;
  /** Summary and remedy as they were last told. */
  readonly text: string;
  readonly lastSentAt: Date;
  readonly sentCount: number;
  /** Raised, but its cause has been gone since then. */
  readonly fineSince?: Date;
  readonly clearedAt?: Date;
}

/** One message, whatever the channel. Goes out as JSON as it is. */
export interface AlertBody {
  readonly type: `alert.${AlertEvent}`;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly data: {
    readonly key: string;
    readonly rule: AlertRule | 'test';
    readonly subject: string;
    readonly since: string;
    readonly value: number;
    readonly summary: string;
    readonly remedy: string;
    /** How often this alert was told since it was raised, this message included. */
    readonly count: number;
  };
}
