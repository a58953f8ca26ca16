import type { ServiceRequest } from '../../domain/service-request.js';
import type { AdapterManifest } from '../adapter.js';
import type { LedgerCase } from '../emulator/ledger.js';
import type { ExcusableVerb } from './excusable-verbs.js';

/**
 * One adapter, as the conformance suite has to know it. An adapter's folder has a file `<type>.conformance.ts` that exports a list of them as
 * `conformance`: one for each kind of site worth testing.
 */
export interface AdapterUnderTest<S extends object = object> {
  /** Which kind of site this is, where there are several, such as `HTTP Basic`. */
  readonly site?: string;
  readonly manifest: AdapterManifest<S>;
  /** What an operator writes beside address and credentials; the emulator's settings are laid over it. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Replaces the settings that hold credentials by wrong ones. */
  readonly badCredentials: Readonly<Record<string, unknown>>;
  /** The secrets in the emulator's settings and in `badCredentials`: no error and no capture may show them. */
  readonly secrets: readonly string[];
  /** The emulator's words for the calls that write, where the adapter has the verb. */
  readonly operations: Readonly<{ create: string; note?: string; media?: string; update?: string }>;
  /** What the emulator says under `fault`: the error has to pass it on. */
  readonly faultWords: string | RegExp;
  /** Makes a request this connection takes out of one that is complete; default: that one. */
  readonly request?: (complete: ServiceRequest) => ServiceRequest;
  /** A reason this CRM closes with; default `Repaired`. */
  readonly closeReason?: string;
  /** The title in a ledger entry's fields; to be given where the manifest limits titles. */
  readonly titleOf?: (fields: LedgerCase['fields']) => unknown;
  /** Settings that must be refused, each with the key that the refusal has to name. */
  readonly wrongSettings?: readonly WrongSettings[];
  /** What the CRM can't do, each with the reason. */
  readonly absent?: Readonly<Partial<Record<ExcusableVerb, string>>>;
  /** Cases that this adapter is excused from, by id or pattern (`FAIL-*`), each with the reason. */
  readonly exempt?: Readonly<Record<string, string>>;
  /** What stands in a request and is another in every run, such as a nonce: a recording does not compare it. Moments it never compares. */
  readonly volatile?: readonly RegExp[];
  /** Settings that point a connection at another address, for `adapter test --against`; absent: that can't be done. */
  readonly at?: (url: string) => Readonly<Record<string, unknown>>;
}

/** Keeps `manifest` to one settings type, which the suite knows at run time only: it hands over nothing but instances of the settings class. */
export const underTest = <S extends object>(under: AdapterUnderTest<S>): AdapterUnderTest => under as unknown as AdapterUnderTest;

export interface WrongSettings {
  /** Laid over the settings, top-level keys replaced. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The path that the refusal names, such as `auth.kind`. */
  readonly names: string;
}

/** What the kit does not do itself: settings are checked, and described, by the host. */
export interface ConformanceHost {
  /** @returns an instance of the class, and all that is wrong with what was written. */
  check<S extends object>(
    settingsClass: new () => S,
    plain: unknown,
  ): {
    readonly value: S;
    readonly problems: readonly { readonly path: readonly (string | number)[]; readonly reason: string }[];
  };
  /** JSON Schema of a settings class. */
  schemaOf(settingsClass: new () => object): Readonly<Record<string, unknown>>;
}
