import type { AdapterManifest, CallContext, CrmAdapter } from '../../../src/adapter-kit/adapter.js';
import type { AdapterUnderTest } from '../../../src/adapter-kit/conformance/adapter-under-test.js';
import type { HttpAnswer, HttpRequest } from '../../../src/adapter-kit/http.js';
import type { AcmeSettings } from '../reference/acme.settings.js';
import { conformance } from '../reference/acme.conformance.js';

/** The reference adapter with one realistic bug. */
export interface PlantedBug {
  /** What the adapter does wrong. */
  readonly bug: string;
  /** A case that has to fail: others may too. */
  readonly caughtBy: string;
  readonly under: AdapterUnderTest;
}

const [reference] = conformance as readonly [AdapterUnderTest];

/** A new instance's verbs, changed. `changed` runs once an instance, so what it closes over is that instance's. */
export function withVerbs(
  bug: string,
  caughtBy: string,
  changed: (adapter: CrmAdapter & Required<CrmAdapter>, settings: AcmeSettings) => Partial<CrmAdapter>,
): PlantedBug {
  const create = (settings: object): CrmAdapter => {
    const sound = verbsOf(reference.manifest.create(settings));
    return { ...sound, ...changed(sound, settings as AcmeSettings) };
  };
  return withManifest(bug, caughtBy, { create });
}

/** The context of every call, changed. */
export function withContext(
  bug: string,
  caughtBy: string,
  changed: (context: CallContext, settings: AcmeSettings) => CallContext,
): PlantedBug {
  const create = (settings: object): CrmAdapter => {
    const sound = verbsOf(reference.manifest.create(settings));
    const entries = Object.entries(sound) as [keyof CrmAdapter, (...given: unknown[]) => unknown][];
    const around = entries.map(([name, verb]) => [
      name,
      (...given: unknown[]) => verb(...given.slice(0, -1), changed(given.at(-1) as CallContext, settings as AcmeSettings)),
    ]);
    return Object.fromEntries(around) as CrmAdapter;
  };
  return withManifest(bug, caughtBy, { create });
}

/** What goes over the wire, changed. */
export function withHttp(
  bug: string,
  caughtBy: string,
  changed: (
    request: HttpRequest,
    send: (request: HttpRequest) => Promise<HttpAnswer>,
    context: CallContext,
  ) => Promise<HttpAnswer>,
): PlantedBug {
  return withContext(bug, caughtBy, (context) => ({
    ...context,
    http: {
      request: (request, ...more) => changed(request, (other) => context.http.request(other, ...more), context),
      hide: (secret) => context.http.hide(secret),
      using: (settings) => context.http.using(settings),
    },
  }));
}

export function withManifest(bug: string, caughtBy: string, changes: Partial<AdapterManifest<object>>): PlantedBug {
  return { bug, caughtBy, under: { ...reference, manifest: { ...reference.manifest, ...changes } } };
}

function verbsOf(adapter: CrmAdapter): Required<CrmAdapter> {
  const names = [
    ...['check', 'createCase', 'findCase', 'addNote', 'findNote', 'attachMedia', 'findMedia'],
    ...['updateCase', 'fetchStatus', 'fetchStatuses', 'fetchChanges', 'discoverServices'],
  ] as (keyof CrmAdapter)[];
  return Object.fromEntries(
    names.map((name) => [name, (adapter[name] as (...given: unknown[]) => unknown).bind(adapter)]),
  ) as unknown as Required<CrmAdapter>;
}
