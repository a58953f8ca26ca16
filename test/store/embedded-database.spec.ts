import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { embeddedAddress, isServed } from '../../src/store/embedded/embedded-database.js';

/** Serves a folder from the build, in a process of its own: its thread loads a compiled file, and it can be killed. */
const PROGRAM = `
const { startEmbeddedDatabase } = await import(process.argv[2]);
try {
  const { close } = await startEmbeddedDatabase(process.argv[3]);
  process.stdin.resume().once('end', () => close().then(() => process.exit(0)));
  console.log('serving');
} catch (error) {
  console.log(error.name + ': ' + error.message);
  process.exit(1);
}`;
const MODULE = pathToFileURL(join(process.cwd(), 'dist/src/store/embedded/embedded-database.js')).href;

let root: string;
let running: ChildProcess[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bridge-embedded-'));
  running = [];
});
afterEach(async () => {
  await Promise.all(running.map((child) => end(child, () => child.kill('SIGKILL'))));
  rmSync(root, { recursive: true, force: true });
});

/** @returns the process, and the first line it printed. */
async function serve(folder: string): Promise<{ child: ChildProcess; said: string }> {
  const program = join(root, 'serve.mjs');
  writeFileSync(program, PROGRAM);
  const child = spawn(process.execPath, [program, MODULE, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  running.push(child);
  const said = await new Promise<string>((resolve) => {
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
    child.once('exit', (code) => resolve(`ended with ${code}`));
  });
  return { child, said };
}

async function end(child: ChildProcess, how: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  how();
  await gone;
}

async function query(folder: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client(embeddedAddress(folder));
  await client.connect();
  return client
    .query(statement)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

it('keeps what was committed, and only that, through kill -9, and opens the folder again', async () => {
  const { child, said } = await serve(root);
  expect(said).toBe('serving');
  await query(root, 'create table public.t (n int)');
  await query(root, 'insert into public.t select generate_series(1, 500)');
  const open = new pg.Client(embeddedAddress(root));
  open.on('error', () => undefined);
  await open.connect();
  await open.query('begin');
  await open.query('insert into public.t values (501)');
  await end(child, () => child.kill('SIGKILL'));
  await open.end().catch(() => undefined);
  expect(await isServed(root)).toBe(false);

  expect((await serve(root)).said).toBe('serving');
  expect(await query(root, 'select count(*)::int as n, max(n) as last from public.t')).toEqual([{ n: 500, last: 500 }]);
}, 120_000);

it('refuses a second process on the folder, says what to do, and lets the first go on', async () => {
  await serve(root);
  const second = await serve(root);
  expect(second.said).toBe(
    `DataFolderInUse: the data folder ${root} is in use by another open311-bridge; stop that one, or set BRIDGE_DATA to another folder`,
  );
  expect(await query(root, 'select 1 as one')).toEqual([{ one: 1 }]);
}, 120_000);

it('lets one of many that start at the same instant have the folder a dead process left behind', async () => {
  const { child } = await serve(root);
  await end(child, () => child.kill('SIGKILL'));
  const starters = await Promise.all(Array.from({ length: 4 }, () => serve(root)));
  expect(starters.filter(({ said }) => said === 'serving')).toHaveLength(1);
  expect(starters.filter(({ said }) => said.startsWith('DataFolderInUse: '))).toHaveLength(3);
  expect(await query(root, 'select 1 as one')).toEqual([{ one: 1 }]);
}, 120_000);

it('gives the folder free when it is closed', async () => {
  const { child } = await serve(root);
  expect(await isServed(root)).toBe(true);
  await end(child, () => child.stdin!.end());
  expect(child.exitCode).toBe(0);
  expect(await isServed(root)).toBe(false);
  expect((await serve(root)).said).toBe('serving');
}, 120_000);

it('syncs to the disk before it answers', async () => {
  await serve(root);
  expect(await query(root, 'show fsync')).toEqual([{ fsync: 'on' }]);
  expect(await query(root, 'show synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
}, 120_000);

it('works in a folder too deep for a socket', async () => {
  const deep = join(root, 'a-folder-with-a-long-name'.repeat(3), 'and-one-more-level-below-it'.repeat(3));
  mkdirSync(deep, { recursive: true });
  expect((await serve(deep)).said).toBe('serving');
  expect(await query(deep, 'select 1 as one')).toEqual([{ one: 1 }]);
  expect((await serve(deep)).said).toMatch(/^DataFolderInUse: /);
  rmSync(embeddedAddress(deep).host, { recursive: true, force: true });
}, 120_000);
