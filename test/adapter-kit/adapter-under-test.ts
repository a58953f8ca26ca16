import type { AdapterManifest } from '../../src/adapter-kit/adapter.js';
import type { LedgerCase } from '../../src/adapter-kit/emulator/ledger.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import type { AdapterBench } from './adapter-bench.js';

/**
 * What an adapter may be excused from, each with the reason, which the test's name then gives.
 * `findCase`: can't look for a case, and must say `unknowable`. `retryAfter`: its CRM names no time when it is busy.
 * `serverError`: an error of the server is a definite refusal. All others: the verb is absent, because the CRM can't do it.
 */
export type Exemption = 'findCase' | 'retryAfter' | 'serverError' | AbsentVerb;
export type AbsentVerb = 'addNote' | 'findNote' | 'attachMedia' | 'findMedia' | 'updateCase' | 'fetchStatus' | 'fetchChanges';

/** One adapter, as `describeAdapter` has to know it. */
export interface AdapterUnderTest<S extends object> {
  readonly manifest: AdapterManifest<S>;
  /** What an operator writes beside address and credentials; the emulator's settings are laid over it. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Replaces the settings that hold credentials by wrong ones. */
  readonly badCredentials: Readonly<Record<string, unknown>>;
  /** The secrets in the emulator's settings and in `badCredentials`: no error and no capture may show them. */
  readonly secrets: readonly string[];
  /** The emulator's word for the call that makes a case. */
  readonly createOperation: string;
  /** Its words for the calls that add a note, show a picture and close a case, where the adapter has the verb. */
  readonly noteOperation?: string;
  readonly mediaOperation?: string;
  readonly updateOperation?: string;
  /** What the emulator says under `fault`: the error has to pass it on. */
  readonly faultWords: string | RegExp;
  /** Makes a request this connection takes; default `aServiceRequest`. */
  readonly request?: (overrides: Partial<ServiceRequest>) => ServiceRequest;
  /** A reason this CRM closes with; default `Repaired`. */
  readonly closeReason?: string;
  /** The title in a ledger entry's fields; to be given where the manifest limits titles. */
  readonly titleOf?: (fields: LedgerCase['fields']) => unknown;
  readonly cannot?: Partial<Record<Exemption, string>>;
}

/** What a group of promises works with. `bench()` is there once the tests run. */
export interface Subject<S extends object> extends AdapterUnderTest<S> {
  readonly bench: () => AdapterBench<S>;
  readonly request: (overrides?: Partial<ServiceRequest>) => ServiceRequest;
}
