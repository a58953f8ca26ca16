export type RequestStatus = 'open' | 'closed';

/** The finer states of mySociety's extension (contract section 16.3), and the GeoReport status each stands for. */
export const DETAILED_STATUSES = {
  open: 'open',
  investigating: 'open',
  in_progress: 'open',
  planned: 'open',
  action_scheduled: 'open',
  for_triage: 'open',
  internal_referral: 'open',
  reopen: 'open',
  closed: 'closed',
  fixed: 'closed',
  duplicate: 'closed',
  not_councils_responsibility: 'closed',
  no_further_action: 'closed',
  cancelled: 'closed',
} as const satisfies Record<string, RequestStatus>;
export type DetailedStatus = keyof typeof DETAILED_STATUSES;
/** What a posted update may say of the status: a state, or that there is only a text. */
export type PostedStatus = DetailedStatus | 'unchanged';

/** An answer to one attribute; several values only for a `multivaluelist`. Unknown codes are kept (POST-16). */
export interface AttributeAnswer {
  readonly code: string;
  readonly values: readonly string[];
}

/** Everything personal. Never part of a public read (POST-21). */
export interface Reporter {
  readonly email?: string;
  readonly phone?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly deviceId?: string;
  readonly accountId?: string;
}

/** WGS84 degrees, both or neither. */
export interface Point {
  readonly lat: number;
  readonly long: number;
}

/** A report as a resident made it: what an adapter turns into a case. */
export interface ServiceRequest {
  /** Our public id: ours from the first millisecond, never changes. */
  readonly id: string;
  readonly jurisdictionId: string;
  readonly serviceCode: string;
  readonly serviceName: string;
  readonly group?: string;
  readonly description?: string;
  readonly point?: Point;
  readonly address?: string;
  readonly addressId?: string;
  readonly mediaUrls: readonly string[];
  readonly attributes: readonly AttributeAnswer[];
  readonly reporter: Reporter;
  readonly requestedAt: Date;
}
