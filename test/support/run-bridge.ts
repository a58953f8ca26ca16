import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PROGRAM = join(process.cwd(), 'bin/open311-bridge.js');

export interface Run {
  readonly code: number | null;
  readonly output: string;
}

/** Runs one command of the built bridge to its end, in a data folder of its own unless one is named. */
export async function runBridge(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
  const data = mkdtempSync(join(tmpdir(), 'bridge-run-'));
  const { DATABASE_URL: _database, REDIS_URL: _redis, PORT: _port, ...clean } = process.env;
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...clean, BRIDGE_DATA: data, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  rmSync(data, { recursive: true, force: true });
  return { code, output };
}
