import type { CrmAdapter } from '../adapter.js';
import type { AdapterUnderTest } from './adapter-under-test.js';
import { type ConformanceCase, isMeant, type Need } from './conformance-case.js';
import { type ExcusableVerb } from './excusable-verbs.js';
import type { TestServer } from './test-server.js';

/** What is to be done about a case: run it, run it expecting it to fail, or leave it. */
export type Plan =
  | { readonly is: 'run' }
  /** The adapter is excused; a case that would pass is told of. */
  | { readonly is: 'exempt'; readonly reason: string; readonly canRun: boolean }
  /** It says nothing about this adapter, or can't be looked at from here. */
  | { readonly is: 'not applicable'; readonly reason: string };

export interface Circumstances {
  readonly under: AdapterUnderTest;
  readonly adapter: CrmAdapter;
  readonly server: Pick<TestServer, 'control'>;
}

export function planFor({ id, needs }: ConformanceCase, circumstances: Circumstances): Plan {
  const { under } = circumstances;
  const excused = needs.map((need) => excuseFor(need, circumstances)).find((each) => each !== undefined);
  if (excused !== undefined) return { is: 'exempt', reason: excused, canRun: false };
  const reason = needs.map((need) => hindranceOf(need, circumstances)).find((each) => each !== undefined);
  if (reason !== undefined) return { is: 'not applicable', reason };
  const exemption = Object.entries(under.exempt ?? {}).find(([pattern]) => isMeant(id, pattern));
  return exemption ? { is: 'exempt', reason: exemption[1], canRun: true } : { is: 'run' };
}

function excuseFor(need: Need, { under }: Circumstances): string | undefined {
  return under.absent?.[need as ExcusableVerb];
}

function hindranceOf(need: Need, { under, adapter, server }: Circumstances): string | undefined {
  if (need === 'ledger' || need.startsWith('fault:')) return server.control ? undefined : 'needs control of the CRM';
  if (need === 'titleLimit') return under.manifest.limits.titleCharacters ? undefined : 'the manifest limits no title';
  if (need === 'descriptionLimit')
    return under.manifest.limits.descriptionCharacters ? undefined : 'the manifest limits no description';
  if (need === 'credentials') return Object.keys(under.badCredentials).length > 0 ? undefined : 'the CRM asks for no credentials';
  if (need.startsWith('without:'))
    return under.absent?.[need.slice('without:'.length) as ExcusableVerb] ? undefined : 'the adapter can do it';
  return adapter[need as ExcusableVerb | 'receiveCallback'] === undefined ? `the adapter has no ${need}` : undefined;
}
