import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChild } from './child.js';

const PROGRAM = 'bin/open311-bridge.js';
export const CITY = 'bench.example';
export const SERVICE = 'POTHOLE';

/** One city with one service and a CRM that is never asked, since only intake runs. */
const city = `
id: ${CITY}
name: Bench
timeZone: America/New_York
contact: bench
keyService: bench
services:
  - { code: ${SERVICE}, name: Pothole, group: Streets }
connections:
  crm:
    type: lagan
    settings: { endpoint: 'http://127.0.0.1:9/FL', username: bench, password: bench, defaultCase: { eventCode: 1 } }
routes: [{ to: crm }]
`;

/** A bridge with the role `intake` in a process of its own, with its key. `settings` is the text of settings.yaml. */
export async function startIntake({ databaseUrl, redisUrl, settings = '' }) {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-bench-'));
  mkdirSync(join(folder, 'config/jurisdictions'), { recursive: true });
  writeFileSync(join(folder, 'config/jurisdictions/bench.yaml'), city);
  if (settings) writeFileSync(join(folder, 'config/settings.yaml'), settings);
  const env = {
    BRIDGE_CONFIG: join(folder, 'config'),
    BRIDGE_DATA: join(folder, 'data'),
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl ?? '',
    ROLES: 'intake',
    PORT: '0',
    LOG_LEVEL: 'warn',
  };
  execFileSync(process.execPath, [PROGRAM, 'migrate'], { env: { ...process.env, ...env } });
  const said = execFileSync(process.execPath, [PROGRAM, 'keys', 'create', 'bench', '--rate', 'off'], {
    env: { ...process.env, ...env },
  });
  const child = await startChild([PROGRAM, 'start'], env, /ready at (\S+)/);
  return {
    ...child,
    api: `${child.match[1]}/open311/v2`,
    key: said.toString().match(/o311_\S+/)[0],
    async stop() {
      await child.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
