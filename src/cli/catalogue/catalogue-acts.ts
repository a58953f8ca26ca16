import { fetchServices } from '../../catalogue/fetch-services.js';
import { auditOf } from '../../store/audit.js';
import { CatalogueStore } from '../../store/catalogue/catalogue.store.js';
import { askedConnection, connectionOf } from '../deliveries/asked-connection.js';
import { actorOf, type OpenBridge, withBridge } from '../deliveries/operator.js';
import { counted, json, time } from '../deliveries/texts.js';
import type { CatalogueDependencies } from './catalogue-dependencies.js';
import { actText, comparisonText, serviceText } from './catalogue-text.js';

interface As {
  readonly as?: string;
}

export async function fetch(deps: CatalogueDependencies, id: string, options: As): Promise<void> {
  const by = actorOf(options);
  await withBridge(deps, async (bridge) => {
    const connection = askedConnection(connectionOf(bridge, id), 'set sync.servicesEveryHours of it');
    try {
      const staged = await fetchServices(connection, new CatalogueStore(bridge.database), by, new AbortController().signal);
      if (staged.is === 'same') return deps.out(`${id} tells what is approved already`);
      for (const line of comparisonText(id, staged.comparison)) deps.out(line);
      if (staged.is === 'short') deps.exit(1);
    } finally {
      connection.close();
    }
  });
}

export async function diff(deps: CatalogueDependencies, id: string, options: { json?: boolean }): Promise<void> {
  await withBridge(deps, async (bridge) => {
    const { leastShare, store } = subject(bridge, id);
    const comparison = await store.compare(id, leastShare);
    if (options.json) return deps.out(json(comparison ?? null));
    if (!comparison) return deps.out(`no list of ${id} waits to be approved`);
    for (const line of comparisonText(id, comparison)) deps.out(line);
  });
}

export async function approve(
  deps: CatalogueDependencies,
  id: string,
  { list, remove, ...options }: As & { list?: string; remove?: string },
): Promise<void> {
  const by = actorOf(options);
  if (remove !== undefined && !/^\d{1,6}$/.test(remove)) throw new Error('--remove must be a whole number');
  await withBridge(deps, async (bridge) => {
    const { leastShare, store } = subject(bridge, id);
    const given = remove === undefined ? undefined : Number(remove);
    const { difference, isShort, removed } = await store.approve(id, { by, leastShare, list, remove: given });
    const { added, changed, gone } = difference;
    deps.out(`approved: ${added.length} added, ${changed.length} changed, ${removed} removed`);
    if (isShort && removed < gone.length)
      deps.out(
        `${counted(gone.length, 'service')} did not come again and stay, as the list is short; --remove ${gone.length} takes them out`,
      );
  });
}

export async function list(deps: CatalogueDependencies, id: string): Promise<void> {
  await withBridge(deps, async (bridge) => {
    const services = await subject(bridge, id).store.effective([id]);
    if (services.length === 0) deps.out(`${id} has no approved services`);
    for (const { service, pins } of services) for (const line of serviceText(service, pins)) deps.out(line);
  });
}

export async function history(deps: CatalogueDependencies, id: string): Promise<void> {
  await withBridge(deps, async ({ database }) => {
    const acts = await auditOf(database, `catalogue/${id}`);
    if (acts.length === 0) deps.out(`nothing was approved or pinned of ${id}`);
    for (const act of acts) deps.out(`${time(act.at)}  ${act.actor}  ${actText(act)}`);
  });
}

export async function dismiss(deps: CatalogueDependencies, id: string, options: As): Promise<void> {
  const by = actorOf(options);
  await withBridge(deps, async (bridge) => {
    const done = await subject(bridge, id).store.dismiss(id, by);
    deps.out(done ? `${id}: seen to; the alert will be cleared` : `${id} has nothing to be seen to`);
  });
}

/** @throws Error when there is no such connection. */
export function subject(bridge: OpenBridge, id: string): { leastShare: number; store: CatalogueStore } {
  return { leastShare: connectionOf(bridge, id).sync.servicesLeastShare, store: new CatalogueStore(bridge.database) };
}
