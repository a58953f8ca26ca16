import type { ChangeSource } from '../domain/incoming-change.js';
import type { ConnectionSettings } from '../settings/jurisdiction-settings.js';

/** Who tells what is applied, and how it came. */
export interface Told {
  readonly connection: Pick<ConnectionSettings, 'id' | 'statusRules' | 'sync'>;
  readonly source: ChangeSource;
  /** Of the lease under which a poll read it. */
  readonly fence?: number;
  /** When the CRM was asked, or what was kept was told, by the database's clock; absent: just now. */
  readonly toldAt?: Date;
}
