import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bridge } from '../bridge.js';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import type { Settings } from '../settings/settings.js';
import { ApiClientStore } from '../store/api-client.store.js';
import type { EmulatorReady } from './emulator.command.js';

/** What scripts need to talk to a sandbox; written to `sandbox.json` in the data folder. */
export interface Sandbox {
  /** Base of the GeoReport API. */
  readonly api: string;
  readonly key: string;
  readonly jurisdictionId: string;
  /** A service that can be asked for without any attribute. */
  readonly serviceCode: string;
  /** Control address of the emulator. */
  readonly emulator: string;
  /** One of each routed connection with an emulator. */
  readonly emulators: Readonly<Record<string, string>>;
}

const FILE = 'sandbox.json';

export function readSandbox(dataFolder: string): Sandbox | undefined {
  const file = join(dataFolder, FILE);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Sandbox) : undefined;
}

/** Makes sure of a key, keeping the one of an earlier start while it works, and writes `sandbox.json`. */
export async function writeSandbox(
  settings: Settings,
  bridge: Bridge,
  emulators: ReadonlyMap<string, EmulatorReady>,
): Promise<Sandbox> {
  const { dataFolder } = settings.store;
  const jurisdiction = settings.jurisdictions.find(({ connections }) => connections.some(({ id }) => emulators.has(id)))!;
  const sandbox: Sandbox = {
    api: `${bridge.url}/open311/v2`,
    key: await workingKey(new ApiClientStore(bridge.store.database), readSandbox(dataFolder)?.key),
    jurisdictionId: jurisdiction.id,
    serviceCode: simplestService(jurisdiction),
    emulator: [...emulators.values()][0]!.controlUrl,
    emulators: Object.fromEntries([...emulators].map(([connection, { controlUrl }]) => [connection, controlUrl])),
  };
  writeFileSync(join(dataFolder, FILE), `${JSON.stringify(sandbox, undefined, 2)}\n`, { mode: 0o600 });
  return sandbox;
}

async function workingKey(clients: ApiClientStore, before: string | undefined): Promise<string> {
  if (before && (await clients.findByKey(before))) return before;
  return (await clients.create('sandbox', { requestsPerMinute: 0 })).key;
}

function simplestService({ services }: JurisdictionSettings): string {
  const open = services.filter((service) => !service.private && service.type === 'realtime');
  const simple = open.find(({ attributes }) => !attributes.some(({ required, variable }) => required && variable));
  return (simple ?? open[0] ?? services[0]!).code;
}

/** What `npm start` prints. */
export function sandboxText({ api, key, jurisdictionId, serviceCode, emulator }: Sandbox): string {
  return [
    `GeoReport API   ${api}`,
    `Services        ${api}/services.json`,
    `API key         ${key}`,
    `Emulated CRM    ${emulator}/control/cases.json`,
    '',
    'File a report:',
    '',
    `curl -s '${api}/requests.json' -d api_key=${key} -d jurisdiction_id=${jurisdictionId} -d service_code=${serviceCode} -d lat=42.3601 -d long=-71.0589 -d 'description=Seen beside the bus stop'`,
    '',
    `Close its case:  curl -s -X POST '${emulator}/control/close?ref=REFERENCE&reason=Case%20Resolved'`,
    `Follow it:       curl -s '${api}/requests.json', or: npx open311-bridge journey ID`,
  ].join('\n');
}
