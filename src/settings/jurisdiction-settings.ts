import type { Area } from '../domain/area.js';
import type { Calendar } from '../domain/calendar.js';
import type { UnknownPolicy } from '../domain/delivery.js';
import type { AttributeAnswer, DetailedStatus, Point } from '../domain/service-request.js';
import type { Service } from '../domain/service.js';
import type { StatusRule } from '../domain/status-rules.js';
import type { WorkingTime } from '../domain/working-time.js';

/** The order of day and month where an app sends a date as the phone shows it (POST-13). */
export const SHORT_DATES = ['M/D/YYYY', 'D.M.YYYY'] as const;
export type ShortDates = (typeof SHORT_DATES)[number];

/** One city. */
export interface JurisdictionSettings {
  readonly id: string;
  readonly name: string;
  /** IANA zone; dates without a zone are read in it. */
  readonly timeZone: string;
  readonly shortDates?: ShortDates;
  /** `YY` or `YYYY` for the year, a run of `N` for the number, anything else as it stands. */
  readonly publicIdPattern: string;
  /** ISO 3166, two letters: whose national phone numbers are known. */
  readonly country?: string;
  /** Where reports are taken from; absent: anywhere. */
  readonly area?: Area;
  /** For the `sla` of services. */
  readonly workingTime: WorkingTime;
  readonly contact: string;
  readonly keyService: string;
  /** Attribute codes whose value, with the client's key, says that a report was sent before (POST-20). */
  readonly idempotencyAttributes: readonly string[];
  readonly services: readonly Service[];
  readonly connections: readonly ConnectionSettings[];
  readonly routes: readonly RouteSettings[];
  /** Who is told of its updates. */
  readonly push: readonly PushSettings[];
}

export const PUSH_KINDS = ['webhook', 'fixmystreet'] as const;
export type PushKind = (typeof PUSH_KINDS)[number];

/** Somebody who is told of every public update of a city. */
export type PushSettings = {
  /** `<jurisdiction id>/<name>`: what the store keeps. */
  readonly id: string;
  readonly url: string;
  /** Decorrelated jitter between these two. */
  readonly backoffMinMs: number;
  readonly backoffMaxMs: number;
  /** An update older than this is given up. */
  readonly ageLimitMs: number;
} & (
  | { readonly kind: 'webhook'; readonly secret: string }
  /** `jurisdictionId`: what it calls the city; absent: as we do. */
  | { readonly kind: 'fixmystreet'; readonly apiKey: string; readonly jurisdictionId?: string }
);

/** An adapter configured for one destination. */
export interface ConnectionSettings {
  /** `<jurisdiction id>/<name>`: unique in the process, and what the store keeps. */
  readonly id: string;
  readonly name: string;
  /** The adapter's type. */
  readonly type: string;
  /** The adapter's own emulator is started and stands in for the CRM. */
  readonly emulator: boolean;
  /** Which of the adapter's emulators; absent: its usual one. */
  readonly flavour?: string;
  /** Instance of the adapter's settings class, validated. */
  readonly settings: object;
  /** Values that came from `${NAME}` or `${file:PATH}`: masked wherever anything is shown. */
  readonly secrets: readonly string[];
  readonly statusRules: readonly StatusRule[];
  /** IANA zone of its city. */
  readonly timeZone: string;
  readonly delivery: ConnectionDeliverySettings;
  readonly sync: ConnectionSyncSettings;
  /** Absent: the CRM does not tell by itself. */
  readonly callback?: CallbackSettings;
  /** Absent: none is sent. */
  readonly canary?: CanarySettings;
}

/** A test report that the bridge files by itself. */
export interface CanarySettings {
  readonly service: string;
  readonly everyMinutes: number;
  readonly deadlineMinutes: number;
  readonly description: string;
  /** A point, an address, or both. */
  readonly point?: Point;
  readonly address?: string;
  readonly attributes: readonly AttributeAnswer[];
  /** Absent: its case stays open. */
  readonly closeAs?: DetailedStatus;
}

export const CALLBACK_AUTH_KINDS = ['webhook', 'basic', 'header', 'certificate', 'addresses'] as const;
export type CallbackAuthKind = (typeof CALLBACK_AUTH_KINDS)[number];

/** How a callback proves where it comes from. Two secrets: one is taking the place of the other. */
export type CallbackAuthSettings =
  | { readonly kind: 'webhook'; readonly secrets: readonly string[]; readonly toleranceSeconds: number }
  | { readonly kind: 'basic'; readonly username: string; readonly passwords: readonly string[] }
  | { readonly kind: 'header'; readonly header: string; readonly secrets: readonly string[] }
  | { readonly kind: 'certificate'; readonly header: string; readonly fingerprints: readonly string[] }
  | { readonly kind: 'addresses' };

/** What a CRM sends to `POST /callbacks/<jurisdiction>/<connection>`. */
export interface CallbackSettings {
  readonly auth: CallbackAuthSettings;
  /** Addresses or networks; empty: any. */
  readonly addresses: readonly string[];
  /** JSONata; absent: the adapter reads the message. */
  readonly changes?: string;
  /** JSONata: the message's own id. */
  readonly id?: string;
  readonly answer: { readonly status: number; readonly contentType: string; readonly body: string };
  readonly maxBytes: number;
  readonly keepDays: number;
}

export interface ConnectionDeliverySettings extends Calendar {
  /** One call, from the first byte to the last. */
  readonly callTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** Largest answer that is read. */
  readonly maxAnswerBytes: number;
  /** Decorrelated jitter between these two. */
  readonly backoffMinMs: number;
  readonly backoffMaxMs: number;
  /** A delivery older than this becomes a dead letter. */
  readonly ageLimitMs: number;
  /** After an unknown outcome the CRM gets this long to finish before we look. */
  readonly settleMs: number;
  /** Calls at once of all processes together. */
  readonly callsAtOnce: number;
  /** Of all processes together; absent: as fast as they come. May be a fraction. */
  readonly callsPerSecond?: number;
  /** Between the starts of two calls. */
  readonly leastGapMs: number;
  /** Failures of the connection in a row that open the circuit breaker. */
  readonly breakerFailures: number;
  /** While it is open the CRM is asked whether it is back, after a pause between these two that grows. */
  readonly breakerPauseMinMs: number;
  readonly breakerPauseMaxMs: number;
  readonly onUnknown: UnknownPolicy;
  readonly adoptNearest: AdoptNearestSettings;
  readonly fallback?: FallbackSettings;
}

/** The one case that is near enough in time and place, and of the same service, is taken to be ours. */
export interface AdoptNearestSettings {
  readonly withinMeters: number;
  readonly withinMinutes: number;
}

/** Another connection gets a copy while this one does not take the report. Either condition is enough. */
export interface FallbackSettings {
  /** Id of the connection. */
  readonly to: string;
  /** The report is that old. */
  readonly afterMinutes?: number;
  /** The circuit breaker has been open for that long. */
  readonly breakerOpenMinutes?: number;
}

export interface ConnectionSyncSettings {
  readonly pollEveryMs: number;
  /** How long a dead process keeps the connection from being polled, beside two of its intervals. */
  readonly takeOverAfterMs: number;
  /** Each window starts this much before the end of the last one. */
  readonly overlapMs: number;
  /** The longest pause after a CRM refused to tell. */
  readonly refusedPauseMaxMs: number;
  /** Cases asked for in one call, where the adapter can. */
  readonly casesPerCall: number;
  /** Which of the CRM's own words updates show (contract section 16.1). */
  readonly externalStatusCode: 'none' | 'status' | 'reason';
  /** Whether updates show the case reference. */
  readonly customerReference: boolean;
  /** How often the CRM is asked for its services; 0: never by itself. */
  readonly servicesEveryHours: number;
  /** A list with a smaller share of the services known before removes none. */
  readonly servicesLeastShare: number;
  /** How often both sides are compared; 0: never by itself. */
  readonly reconcileEveryHours: number;
  /** Of so many last days. */
  readonly reconcileDays: number;
  /** The CRM's users that are the bridge, whatever their case: what they wrote is nobody's news. */
  readonly ownNames: readonly string[];
  readonly stale: StaleSettings;
}

/** When the CRM should have said something of an open case. */
export interface StaleSettings {
  /** Since the last that it said; 0: never. */
  readonly afterDays: number;
  /** The first that fits goes before `afterDays`. */
  readonly except: readonly {
    /** Codes; absent: any. */
    readonly services?: readonly string[];
    /** The CRM's words, whatever their case; absent: any. */
    readonly statuses?: readonly string[];
    readonly afterDays: number;
  }[];
}

/** Which requests go where. All that match apply; a service that they don't take wherever it is reported is a configuration mistake. */
export interface RouteSettings {
  /** Name of a connection of the same jurisdiction. */
  readonly to: string;
  /** Service codes; absent: all. */
  readonly services?: readonly string[];
  readonly groups?: readonly string[];
  /** Of those the reports with a point in it; absent: wherever they are, a point or none. */
  readonly area?: Area;
  /** The public status follows the required ones. */
  readonly role: 'required' | 'copy';
}
