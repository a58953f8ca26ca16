import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { serviceCodeOf } from '../../import/service-code.js';
import type { BostonCase } from './boston-cases.js';

export const BOSTON = 'boston.example';

/** Writes a configuration folder whose one city has a service for every case type, delivered to an emulated Lagan. */
export function writeBostonConfig(folder: string, cases: readonly BostonCase[]): void {
  const services = new Map(cases.map((each) => [serviceCodeOf(each.type), each]));
  const codes = [...services.keys()].sort();
  mkdirSync(join(folder, 'jurisdictions'), { recursive: true });
  const city = {
    id: BOSTON,
    name: 'Boston',
    timeZone: 'America/New_York',
    publicId: 'YY-NNNNNNNN',
    contact: 'open311@boston.example',
    keyService: 'Write to open311@boston.example for a key',
    services: codes.map((code) => ({ code, name: services.get(code)!.type, group: services.get(code)!.group })),
    connections: { lagan: laganConnection(codes, services) },
    routes: [{ to: 'lagan' }],
  };
  writeFileSync(join(folder, 'jurisdictions', 'boston.yaml'), stringify(city));
}

function laganConnection(codes: readonly string[], services: ReadonlyMap<string, BostonCase>) {
  return {
    type: 'lagan',
    emulator: true,
    settings: {
      endpoint: 'http://127.0.0.1:8080/lagan/services/FL',
      contract: 'newer',
      soapAuth: 'usernameToken',
      username: 'open311',
      password: 'secret',
      cases: Object.fromEntries(
        codes.map((code, index) => [code, { eventCode: 4_000_001 + index, queue: services.get(code)!.queue }]),
      ),
    },
    statusRules: [
      { when: { status: 'open' }, status: 'open' },
      { when: { status: 'closed', reason: { pattern: 'Case Resolved' } }, status: 'closed', detail: 'fixed' },
      { when: { status: 'closed', reason: { pattern: 'Duplicate of Existing Case' } }, status: 'closed', detail: 'duplicate' },
      { when: { status: 'closed', reason: { pattern: 'Case Noted' } }, status: 'closed', detail: 'no_further_action' },
      { when: { status: 'closed' }, status: 'closed' },
    ],
    delivery: { backoffMinMs: 500, settleMs: 500, callTimeoutMs: 10_000 },
    sync: { pollEveryMs: 1000, overlapMs: 10_000 },
  };
}
