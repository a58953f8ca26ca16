import { randomUUID } from 'node:crypto';
import type { Connection } from '../connections/connection.js';
import type { CatalogueStore, Staged } from '../store/catalogue/catalogue.store.js';
import { checkedList } from './checked-list.js';

/**
 * Asks a CRM for its services and stages what comes. What fails changes nothing that is approved, and is kept for a person.
 * @param by who asks.
 * @throws what the call throws, and Error when the list is empty or nothing of it can be read.
 */
export async function fetchServices(
  connection: Connection,
  store: CatalogueStore,
  by: string,
  signal: AbortSignal,
): Promise<Staged> {
  const { discoverServices } = connection.adapter;
  if (!discoverServices)
    throw new Error(`${connection.id} can't be asked: its CRM tells no services, or not under these settings`);
  try {
    const told = await connection.call({ idempotencyKey: randomUUID(), signal }, (context) =>
      connection.adapter.discoverServices!(context),
    );
    const list = checkedList(told);
    if (list.services.length === 0)
      throw new Error(
        told.length === 0 ? 'the CRM told no services' : `no service of the list can be read: ${list.refused[0]!.reason}`,
      );
    return await store.stage(connection.id, list, by, connection.settings.sync.servicesLeastShare);
  } catch (error) {
    if (!signal.aborted) await store.failed(connection.id, `no list came (${(error as Error).message})`);
    throw error;
  }
}
