import { adapterCatalogue } from '../../connections/adapter-catalogue.js';
import { Connection } from '../../connections/connection.js';
import { Log } from '../../settings/log.js';
import { nearest } from '../../settings/nearest.js';
import type { ConnectionSettings } from '../../settings/jurisdiction-settings.js';
import { configuredConnections, type OpenBridge } from './operator.js';

/** @throws Error when there is no such connection. */
export function connectionOf({ settings }: Pick<OpenBridge, 'settings'>, id: string): ConnectionSettings {
  const found = settings.jurisdictions.flatMap(({ connections }) => connections).find((each) => each.id === id);
  if (found) return found;
  const ids = configuredConnections(settings);
  const meant = nearest(id, ids);
  throw new Error(`there is no connection ${id}; ${meant ? `did you mean ${meant}?` : `there are ${ids.join(', ')}`}`);
}

/**
 * The connection itself, for a command that asks its CRM.
 * @param instead what to do about an emulator, which lives inside a running bridge.
 */
export function askedConnection(settings: ConnectionSettings, instead: string): Connection {
  if (settings.emulator) throw new Error(`${settings.id} is an emulator, which only a running bridge has: ${instead}`);
  return new Connection(settings, adapterCatalogue.create(settings.type, settings.settings), Log.at('silent'));
}
