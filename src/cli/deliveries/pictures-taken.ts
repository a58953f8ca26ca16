import { adapterCatalogue } from '../../connections/adapter-catalogue.js';
import type { Settings } from '../../settings/settings.js';

/** Tells whether the CRM of a connection takes pictures as files. */
export function picturesTaken({ jurisdictions }: Settings): (connection: string) => boolean {
  const connections = jurisdictions.flatMap((city) => city.connections);
  return (id) => {
    const connection = connections.find((each) => each.id === id);
    return connection !== undefined && adapterCatalogue.create(connection.type, connection.settings).attachMedia !== undefined;
  };
}
