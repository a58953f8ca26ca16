import type { IncomingMessage } from 'node:http';

const LONGEST_MS = 5_000;
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * After an answer that did not wait for the whole body. Closing at once would reset the connection under a client that is still
 * sending, and many would then never read why; reading on for ever would be its choice and not ours. So: a little more, thrown away.
 */
export function leaveBody(raw: IncomingMessage): void {
  if (raw.complete || raw.destroyed) return;
  const { socket } = raw;
  const timer = setTimeout(() => socket.destroy(), LONGEST_MS).unref();
  let left = MOST_BYTES;
  raw.once('close', () => clearTimeout(timer));
  raw.once('end', () => clearTimeout(timer));
  raw.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) socket.destroy();
  });
  raw.resume();
}
