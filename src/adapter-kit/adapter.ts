import type { CaseRef } from '../domain/delivery.js';
import type { Datatype } from '../domain/service.js';
import type { DetailedStatus, Point, ServiceRequest } from '../domain/service-request.js';
import type { Emulator, EmulatorOptions } from './emulator/emulator.js';
import type { HttpClient } from './http.js';
import type { AdapterPresets } from './preset.js';

/** Changes when an adapter written against an older contract would no longer work. */
export const ADAPTER_CONTRACT_VERSION = 1;

export interface AdapterLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** What the host hands to every call. */
export interface CallContext {
  /** The same for every attempt of one step; no two steps share it. */
  readonly idempotencyKey: string;
  /** After this moment nobody waits for the answer. */
  readonly deadline: Date;
  /** Aborts at `deadline`, and when the bridge stops. Pass it on to everything that waits. */
  readonly signal: AbortSignal;
  /** The connection's HTTP client: time limits, size cap, and every exchange captured without its secrets. */
  readonly http: HttpClient;
  readonly logger: AdapterLogger;
  /** What earlier calls of this same step brought, for a step that takes several. */
  readonly kept: KeptResults;
  /** Present where nothing may be sent (`open311-bridge try`). For what an adapter sends by other means than `http`, which takes care of itself. */
  readonly rehearsal?: Rehearsal;
}

/** What the host hands to a verb that has no end of its own. */
export type WatchContext = Pick<CallContext, 'signal' | 'http' | 'logger'>;

/** Takes what would be sent. */
export interface Rehearsal {
  /**
   * @param message as people read it, without secrets.
   * @returns what the other side is taken to have answered.
   * @throws Error where no answer was given: let it through.
   */
  show(message: RehearsedMessage): Promise<string>;
}

export interface RehearsedMessage {
  /** Such as `smtp://mail.example.org:587`. */
  readonly to: string;
  readonly text: string;
}

/**
 * The host's memory for a step of several calls: a call whose result is kept is not made again, not after a restart either. Keep a result as soon
 * as the CRM gave it. Values are JSON.
 */
export interface KeptResults {
  get(name: string): unknown;
  /** Resolves once it is on disk. @throws when another worker has taken this delivery over: send nothing more then. */
  keep(name: string, value: unknown): Promise<void>;
}

/** Answer to "did an earlier attempt make a case?". `unknowable` puts the delivery before a person. */
export type EarlierCase =
  | {
      readonly is: 'found';
      readonly caseRef: CaseRef;
      /** Calls of `createCase` that come after the case itself may be missing: it is called again, and makes those only (ADR 26). */
      readonly unfinished?: boolean;
    }
  | { readonly is: 'absent' }
  | {
      readonly is: 'unknowable';
      readonly reason: string;
      /** Cases that may be it, where the CRM could tell that much: for a person, or for the policy `adopt-nearest`. */
      readonly candidates?: readonly CaseCandidate[];
    };

/** A case that may be the one sought. What the CRM doesn't tell is absent. */
export interface CaseCandidate {
  readonly caseRef: CaseRef;
  readonly createdAt?: Date;
  readonly point?: Point;
  /** It is of the kind that this request would have made. */
  readonly sameService?: boolean;
}

/** Answer to "did an earlier attempt do it?" for a note or a picture. */
export type EarlierStep =
  { readonly is: 'done' } | { readonly is: 'absent' } | { readonly is: 'unknowable'; readonly reason: string };

/** What a resident wrote after the report. */
export interface CaseNote {
  /** Our public id of it: write it into the note where the CRM has no field for it, so that `findNote` can tell. */
  readonly id: string;
  readonly text: string;
  /** Everything personal. Absent fields were not told. */
  readonly author: NoteAuthor;
  readonly writtenAt: Date;
  /** Addresses of pictures that came with it. */
  readonly mediaUrls: readonly string[];
  /** Our public id of the request that it is about. */
  readonly requestId?: string;
}

export interface NoteAuthor {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  readonly phone?: string;
}

/** A picture, cleaned and upright. */
export interface CasePicture {
  /** Stable and unique in the bridge. */
  readonly id: string;
  /** Such as `7c0d.jpg`; no path, no blank. */
  readonly fileName: string;
  /** Such as `image/jpeg`. */
  readonly contentType: string;
  readonly url: string;
  readonly bytes: Buffer;
}

/** How much of a report's pictures goes along with the case itself. */
export interface PictureWish {
  readonly maxFiles: number;
  /** Of all together. */
  readonly maxBytes: number;
}

/** A resident's word on the status, which the CRM may follow. */
export interface CaseStatusChange {
  /** Our public id of the update. */
  readonly id: string;
  readonly status: DetailedStatus;
  readonly writtenAt: Date;
}

/** A case as the CRM tells of it, in the CRM's own words. Status rules read these; nothing here is interpreted yet. */
export interface CaseSnapshot {
  readonly caseRef: CaseRef;
  /** The CRM's status word. Empty: it says nothing of the status. */
  readonly status: string;
  /** Why it is so: closure reason or comparable; rules may match it too. */
  readonly reason?: string;
  /** A text of the CRM that a resident may read. */
  readonly publicText?: string;
  /** Who wrote that text, as the CRM names users: one of the bridge's own is nobody's news. Absent where it doesn't say. */
  readonly publicTextBy?: string;
  /** Addresses of pictures that everybody may see. */
  readonly mediaUrls?: readonly string[];
  /** When the CRM changed it. Absent where the CRM doesn't say. */
  readonly changedAt?: Date;
  /** The CRM's id of this very change; two with the same id are one. Absent: known by its content. */
  readonly changeId?: string;
  /** Our public id of the request, where the CRM tells it: for a case that the bridge does not know by its reference. */
  readonly requestId?: string;
  /** The reference that the case has from now on. */
  readonly renumberedTo?: CaseRef;
  /** The case that goes on in its place: merged, or a duplicate of it. */
  readonly mergedInto?: CaseRef;
  /** It is gone in the CRM. */
  readonly deleted?: boolean;
  /** When the CRM means to be done. */
  readonly expectedAt?: Date;
  /** Who in the city has it. */
  readonly agency?: string;
  /** The number that people have for the case, such as callers on the phone, where that is not its reference. */
  readonly customerReference?: string;
}

/** Both bounds inclusive; the host overlaps windows and drops what it has seen. */
export interface ChangeWindow {
  readonly from: Date;
  readonly to: Date;
}

export interface ChangePage {
  readonly changes: readonly CaseSnapshot[];
  /** Hand it back to get the next page of the same window; absent on the last one. The host does so once it has written this page. */
  readonly nextPage?: string;
  /** The CRM said that it tells of changes up to here only: the next window starts no later. The earliest of all pages counts. */
  readonly coveredUpTo?: Date;
  /** It came to a mailbox of the bridge, so all is meant for it: a change of a case that it does not know is kept and listed. */
  readonly byMail?: boolean;
  /** Items that could not be read, or belong to no case for certain: listed for a person, never dropped. */
  readonly doubts?: readonly ChangeDoubt[];
  /** The CRM gave as many as it ever gives at once: there may be more, so the host asks again for half of the window. */
  readonly isCapped?: boolean;
}

/** Something that a CRM told, and that only a person can make sense of. */
export interface ChangeDoubt {
  /** Stable: the same item again is the same doubt. */
  readonly id: string;
  readonly reason: string;
  /** For a person, without secrets; short. */
  readonly summary: string;
  readonly caseRef?: CaseRef;
}

/** A message that the CRM sent to the bridge by itself, once it has proved where it comes from. */
export interface ReceivedCallback {
  /** By names in lower case, without those that hold secrets. */
  readonly headers: Readonly<Record<string, string>>;
  /** A parameter that came several times is a list. */
  readonly query: Readonly<Record<string, unknown>>;
  /**
   * JSON as it is, a form by the names of its fields, XML as an object by the name of its root: an element is its text, or an object of its children by
   * name (a list where several have the same) with its attributes as `@name`.
   */
  readonly body: unknown;
  /** The body as it came. */
  readonly bytes: Buffer;
}

/** What a message told. */
export interface CallbackChanges {
  readonly changes: readonly CaseSnapshot[];
  readonly doubts?: readonly ChangeDoubt[];
}

/** A service as the CRM knows it, in GeoReport's words (contract sections 8 and 9). What the host can't use of a list it leaves out and says so. */
export interface DiscoveredService {
  /** Letters, digits, _ and -; the same in every list. `createCase` gets it as the request's `serviceCode`. */
  readonly code: string;
  readonly name: string;
  readonly group?: string;
  readonly description?: string;
  readonly keywords?: readonly string[];
  readonly attributes?: readonly DiscoveredAttribute[];
}

/** One question of it. */
export interface DiscoveredAttribute {
  readonly code: string;
  readonly datatype: Datatype;
  readonly required: boolean;
  /** The question itself. */
  readonly description: string;
  /** A hint how to answer. */
  readonly datatypeDescription?: string;
  /** Absent: as they stand in the list. */
  readonly order?: number;
  /** False: a text to show. */
  readonly variable?: boolean;
  /** For the two list types. */
  readonly values?: readonly { readonly key: string; readonly name: string }[];
}

/**
 * One CRM, spoken to with one connection's settings. Throws only `AdapterError`s. Does not retry, queue or remember, has no clock:
 * all of that is the host's. An optional verb is there exactly when the CRM can do it.
 */
export interface CrmAdapter {
  /** For a CRM that takes files with the case or not at all: the host waits some minutes for pictures that are still being made. */
  readonly picturesWithCase?: PictureWish;
  /** `fetchChanges` takes what was read off the CRM's list, or marks it: only polling reads it then, as what anybody else reads is lost to it. */
  readonly changesAreToldOnce?: boolean;
  /** Resolves when the CRM answers and accepts our credentials; changes nothing there. */
  check(context: CallContext): Promise<void>;
  /** @param pictures those that `picturesWithCase` asked for, in their order, as far as they could be made; all are named in the request. */
  createCase(request: ServiceRequest, context: CallContext, pictures?: readonly CasePicture[]): Promise<CaseRef>;
  /**
   * Asked when an earlier attempt's answer was lost.
   * @param since shortly before the first attempt: no case of this request can be older.
   */
  findCase(request: ServiceRequest, since: Date, context: CallContext): Promise<EarlierCase>;
  /** Adds a note to a case. Notes of one request come one after another, after `createCase`. */
  addNote?(caseRef: CaseRef, note: CaseNote, context: CallContext): Promise<void>;
  /** Asked when the answer to `addNote` was lost. Absent: nobody can tell. */
  findNote?(caseRef: CaseRef, note: CaseNote, context: CallContext): Promise<EarlierStep>;
  /** Hands a picture over as a file. Absent: the CRM has the addresses in `createCase` and `addNote` only. */
  attachMedia?(caseRef: CaseRef, picture: CasePicture, context: CallContext): Promise<void>;
  /** Asked when the answer to `attachMedia` was lost. Absent: nobody can tell. */
  findMedia?(caseRef: CaseRef, picture: CasePicture, context: CallContext): Promise<EarlierStep>;
  /** Must be harmless to repeat: it is simply sent again when its answer was lost. */
  updateCase?(caseRef: CaseRef, change: CaseStatusChange, context: CallContext): Promise<void>;
  /** One case as it stands now; undefined when the CRM does not know the reference. */
  fetchStatus?(caseRef: CaseRef, context: CallContext): Promise<CaseSnapshot | undefined>;
  /**
   * Several cases in one go, where the CRM can, in any order. What it does not know is left out; when it can't be asked for some, the call fails for all.
   * @param caseRefs at least one, none twice; how many at most is a setting of the host (`sync.casesPerCall`).
   */
  fetchStatuses?(caseRefs: readonly CaseRef[], context: CallContext): Promise<readonly CaseSnapshot[]>;
  /** What changed in a window. Cases that aren't ours may be among them. */
  fetchChanges?(window: ChangeWindow, page: string | undefined, context: CallContext): Promise<ChangePage>;
  /**
   * Reads a message of the CRM where the connection has no rules for it (`callback.changes`). It is handed over again when the bridge stopped meanwhile.
   * @throws RejectedError for a message that makes no sense: it is put before a person.
   */
  receiveCallback?(callback: ReceivedCallback, context: CallContext): Promise<CallbackChanges>;
  /** All the services that the CRM takes reports of; throws rather than give a part of them. Changes nothing there. */
  discoverServices?(context: CallContext): Promise<readonly DiscoveredService[]>;
  /** The bridge stops, and no other call comes: ends what is open at the CRM, such as a session. It has a moment only, and nothing hangs on it. */
  close?(context: CallContext): Promise<void>;
  /**
   * Listens for as long as the signal lets it, and calls `onChange` whenever `fetchChanges` may have something new; for nothing does no harm. The host
   * polls all the same, and begins again some time after it ended or threw.
   */
  watchChanges?(onChange: () => void, context: WatchContext): Promise<void>;
}

/** The verbs that not every CRM has. `watchChanges` is none: it only makes `fetchChanges` quicker. */
export const ADAPTER_CAPABILITIES = [
  'addNote',
  'findNote',
  'attachMedia',
  'findMedia',
  'updateCase',
  'fetchStatus',
  'fetchStatuses',
  'fetchChanges',
  'receiveCallback',
  'discoverServices',
] as const satisfies readonly (keyof CrmAdapter)[];
export type AdapterCapability = (typeof ADAPTER_CAPABILITIES)[number];

/** What a kind of CRM takes at most. What is absent is not limited, or not known. Characters are Unicode code points. */
export interface AdapterLimits {
  readonly titleCharacters?: number;
  readonly descriptionCharacters?: number;
  readonly noteCharacters?: number;
  /** What the CRM can keep, by its IANA name such as `windows-1252`; absent: all of Unicode. The adapter replaces what is beyond it. */
  readonly charset?: string;
  readonly media?: MediaLimits;
}

export interface MediaLimits {
  /** Such as `image/jpeg`. */
  readonly types?: readonly string[];
  /** Of one file. */
  readonly maxBytes?: number;
  /** Of one case. */
  readonly maxFiles?: number;
}

/** How an adapter introduces itself: all data, known before any settings are. */
export interface AdapterManifest<S extends object> {
  readonly contractVersion: typeof ADAPTER_CONTRACT_VERSION;
  /** The word operators write under `type:`: a-z, 0-9 and -; never changes once released. */
  readonly type: string;
  readonly label: string;
  /** Validated with class-validator before `create` sees it; also the source of the JSON Schema. */
  readonly settingsClass: new () => S;
  /** Optional verbs that this kind of CRM has, under the right settings at least: an adapter made of settings may have fewer, never more. Absent: not told. */
  readonly capabilities?: readonly AdapterCapability[];
  readonly limits: AdapterLimits;
  /** Ready settings for single products. The settings class then has the keys `preset` and `parameters`. */
  readonly presets?: AdapterPresets;
  /** Connects to nothing and starts nothing: `check-config` calls it too. */
  readonly create: (settings: S) => CrmAdapter;
  /** Starts a stand-in for the CRM on loopback: sandbox, demo, tests and benches share it. Loads it only then: a bridge does without. */
  readonly startEmulator: (options: EmulatorOptions) => Promise<Emulator>;
}

/** Keeps `settingsClass` and `create` to one settings type. */
export const defineAdapter = <S extends object>(manifest: AdapterManifest<S>): AdapterManifest<S> => manifest;
