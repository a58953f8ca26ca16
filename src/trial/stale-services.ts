import type { ConnectionTrial } from '../settings/load-settings.js';
import { nearest } from '../settings/nearest.js';
import { invalid } from '../settings/problem.js';
import type { ConnectionSettings } from '../settings/jurisdiction-settings.js';
import { prepared } from './prepared-connection.js';

/**
 * The exceptions of `stale` are for services that there are. Where a CRM of the city tells services there may be more of them than its file has, and
 * nothing is said. Only a trial: a bridge starts with the code of a service that is given up, whose cases are still open.
 */
export const tryStaleServices: ConnectionTrial = async ({ path, connection, city }) => {
  const codes = city.services.map(({ code }) => code);
  const problems = connection.sync.stale.except.flatMap(({ services = [] }, exception) =>
    services.flatMap((code, index) => {
      const at = [...path, 'sync', 'stale', 'except', exception, 'services', index];
      return codes.includes(code) ? [] : [invalid(at, `there is no service ${code}`, nearest(code, codes))];
    }),
  );
  return problems.length > 0 && !(await anyTellsServices(city.connections)) ? problems : [];
};

async function anyTellsServices(connections: readonly ConnectionSettings[]): Promise<boolean> {
  for (const each of connections) if ((await prepared(each)).adapter.discoverServices) return true;
  return false;
}
