import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { prepareDataFolder } from '../support/embedded-template.js';
import { answered, type Example, examplesOf, expectation } from '../support/manual.js';

const PAGE = readFileSync('docs/georeport.md', 'utf8');

let folder: string;
let bridge: ChildProcess;
let variables: Record<string, string>;

beforeAll(async () => {
  try {
    execFileSync('curl', ['--version'], { stdio: 'ignore' });
  } catch (error) {
    throw new Error('docs/georeport.md is tested with curl, which is not here: apt-get install curl', { cause: error });
  }
  folder = mkdtempSync(join(tmpdir(), 'bridge-manual-'));
  const picture = { width: 40, height: 30, channels: 3, background: 'red' } as const;
  await sharp({ create: picture }).jpeg().toFile(join(folder, 'photo.jpg'));
  const { api, key } = await startSandbox();
  variables = { API: api, KEY: key };
}, 120_000);

afterAll(async () => {
  if (bridge?.exitCode === null) {
    const gone = new Promise((resolve) => bridge.once('exit', resolve));
    bridge.kill('SIGTERM');
    await gone;
  }
  rmSync(folder, { recursive: true, force: true });
});

/** The sample city, as `npm start` runs it. */
async function startSandbox(): Promise<{ api: string; key: string }> {
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...clean } = process.env;
  const env = { ...clean, PORT: '0', BRIDGE_DATA: folder, LOG_LEVEL: 'error' };
  await prepareDataFolder(folder);
  bridge = spawn(process.execPath, ['bin/open311-bridge.js', 'start'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [bridge.stdout!, bridge.stderr!]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const deadline = Date.now() + 90_000;
  while (!printed.includes('Close its case')) {
    if (bridge.exitCode !== null || Date.now() > deadline) throw new Error(`the sandbox did not start:\n${printed}`);
    await sleep(50);
  }
  return JSON.parse(readFileSync(join(folder, 'sandbox.json'), 'utf8')) as { api: string; key: string };
}

function run({ commands }: Example): string {
  const env = { PATH: process.env['PATH'], ...variables };
  const output = execFileSync('sh', ['-eu', '-c', commands], { cwd: folder, env }).toString();
  variables['ID'] ??= output.match(/"service_request_id":"([^"]+)"/)?.[1] as string;
  return output;
}

it('answers every curl line of docs/georeport.md as the page shows', () => {
  const examples = examplesOf(PAGE);
  expect(examples.length).toBeGreaterThan(15);
  for (const example of examples) {
    const answer = answered(example, run(example));
    expect({ commands: example.commands, answer }).toEqual({
      commands: example.commands,
      answer: expect.stringMatching(expectation(example)),
    });
  }
});

it('defines every variable that the lines of docs/georeport.md use', () => {
  const defined = [...PAGE.matchAll(/^([A-Z]+)=\S+$/gm)].map((match) => match[1]);
  const used = examplesOf(PAGE).flatMap(({ commands }) => [...commands.matchAll(/\$([A-Z]+)/g)].map((match) => match[1]));
  expect(new Set(used)).toEqual(new Set(defined));
});
