import { join } from 'node:path';
import { AdapterError } from '../../adapter-kit/errors.js';
import { adapterCatalogue } from '../../connections/adapter-catalogue.js';
import { Connection } from '../../connections/connection.js';
import { adapterSettings } from '../../settings/adapter-settings.js';
import { checkShape } from '../../settings/check-shape.js';
import type { City } from '../../settings/load-jurisdictions.js';
import { formatKeyPath } from '../../settings/mistake.js';
import { deepMerge, type Plain } from '../../settings/plain.js';
import { resolveReferences } from '../../settings/references.js';
import { ConnectionShape } from '../../settings/shapes/connection-shape.js';
import { toConnection } from '../../settings/to-settings.js';
import type { PlannedConnection } from './planned-connection.js';

export type Checked =
  | { readonly is: 'right' }
  /** Some secrets are neither in the environment nor typed. */
  | { readonly is: 'unchecked'; readonly missing: readonly string[] }
  | { readonly is: 'wrong'; readonly reasons: readonly string[] };

export interface CheckContext {
  readonly city: Pick<City['value'], 'id' | 'timeZone'>;
  readonly name: string;
  readonly configFolder: string;
  readonly env: NodeJS.ProcessEnv;
  /** `connection` of the settings: what `delivery` and `sync` start from. */
  readonly defaults: Plain;
}

/** Validates the connection as the bridge would, and asks the CRM. */
export async function checkPlanned({ data, secrets }: PlannedConnection, context: CheckContext): Promise<Checked> {
  const { city, name, configFolder, defaults } = context;
  const typed = Object.fromEntries([...secrets].filter((each): each is [string, string] => each[1] !== undefined));
  const env = { ...context.env, ...typed };
  const missing = [...secrets.keys()].filter((variable) => !env[variable]);
  if (missing.length > 0) return { is: 'unchecked', missing };
  const resolved = resolveReferences(data, join(configFolder, 'jurisdictions', 'city.yaml'), env);
  const plain = deepMerge({ delivery: defaults.delivery, sync: defaults.sync }, resolved.value);
  const shaped = checkShape(ConnectionShape, plain);
  const { value, problems } = adapterSettings(shaped.value, [], adapterCatalogue);
  const all = [...shaped.problems, ...problems];
  if (all.length > 0) return { is: 'wrong', reasons: all.map(({ path, reason }) => `${formatKeyPath(path)}: ${reason}`) };
  const identity = { jurisdictionId: city.id, name, timeZone: city.timeZone };
  const settings = toConnection(
    identity,
    shaped.value,
    value,
    resolved.secrets.map((each) => each.value),
  );
  return asked(new Connection(settings, adapterCatalogue.create(settings.type, value), SILENT));
}

const SILENT = { info: () => undefined, warn: () => undefined };

async function asked(connection: Connection): Promise<Checked> {
  const options = { idempotencyKey: 'connect', signal: new AbortController().signal };
  try {
    await connection.call(options, (context) => connection.adapter.check(context));
    return { is: 'right' };
  } catch (error) {
    if (!(error instanceof AdapterError)) throw error;
    return { is: 'wrong', reasons: [`${error.kind}: ${error.message}`] };
  } finally {
    connection.close();
  }
}
