import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/ports.js';
import { freshDatabase } from '../support/databases.js';

const MEBIBYTE = 1024 * 1024;
/** Far below the 50 MB of an upload, far above what a garbage collector leaves lying about. */
const MOST_GROWTH = 30 * MEBIBYTE;

let bridge: ReturnType<typeof spawn>;
let stop: () => Promise<void>;
let port: number;
let data: string;

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'bridge-large-'));
  port = await freePort();
  const database = await freshDatabase();
  const { REDIS_URL: _redis, ...env } = process.env;
  bridge = spawn(process.execPath, ['bin/open311-bridge.js', 'start'], {
    env: { ...env, PORT: String(port), DATABASE_URL: database.url, BRIDGE_DATA: data, ROLES: 'intake', LOG_LEVEL: 'silent' },
    stdio: 'ignore',
  });
  stop = async () => {
    const ended = new Promise((resolve) => bridge.once('close', resolve));
    bridge.kill();
    await ended;
    await database.drop();
    rmSync(data, { recursive: true, force: true });
  };
  while (
    !(await fetch(`http://127.0.0.1:${port}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await new Promise((resolve) => setTimeout(resolve, 50));
});
afterAll(() => stop());

/** Bytes of the bridge's memory that are resident, and the most that ever were. */
function memory(): { now: number; peak: number } {
  const status = readFileSync(`/proc/${bridge.pid}/status`, 'utf8');
  const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)![1]) * 1024;
  return { now: of('VmRSS'), peak: of('VmHWM') };
}
const forgetPeak = () => writeFileSync(`/proc/${bridge.pid}/clear_refs`, '5');

/** Sends 50 MB of one file, with or without saying so before, as fast as the bridge reads. Resolves with the answer's first line. */
function upload(head: 'length told' | 'chunked'): Promise<string> {
  return new Promise((resolve, reject) => {
    const start = '--b\r\nContent-Disposition: form-data; name="media"; filename="a.jpg"\r\n\r\n';
    const length = head === 'chunked' ? 'Transfer-Encoding: chunked' : `Content-Length: ${50 * MEBIBYTE + start.length + 9}`;
    const frame = (bytes: Buffer | string) =>
      head === 'chunked'
        ? Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), Buffer.from(bytes), Buffer.from('\r\n')])
        : bytes;
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
      if (answer.includes('\r\n\r\n')) {
        resolve(answer.split('\r\n')[0]!);
        socket.destroy();
      }
    });
    socket.on('error', reject);
    socket.write(
      `POST /open311/v2/requests.json HTTP/1.1\r\nHost: x\r\n${length}\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n`,
    );
    socket.write(frame(start));
    let left = 50;
    const more = () => {
      while (left > 0 && !socket.destroyed) {
        left -= 1;
        if (!socket.write(frame(Buffer.alloc(MEBIBYTE, 0xff)))) return void socket.once('drain', more);
      }
    };
    more();
  });
}

it.each(['length told', 'chunked'] as const)(
  '15.6: an upload of 50 MB (%s) is refused with 413, without memory growth, and leaves nothing on disk',
  async (head) => {
    // Warm: code compiled, buffers pooled.
    expect(await upload(head)).toContain('413');
    forgetPeak();
    const before = memory().now;
    for (let time = 0; time < 4; time += 1) expect(await upload(head)).toContain('413');
    expect(memory().peak - before).toBeLessThan(MOST_GROWTH);
    const spool = join(data, 'media', 'spool');
    while (readdirSync(spool).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  },
);
