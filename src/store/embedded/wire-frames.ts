/** Framing of the PostgreSQL wire protocol, version 3 (PostgreSQL manual, "Message Formats"). Only what a multiplexer must tell apart. */
export interface Frame {
  /** The message's type byte as a character; the two typeless start-up messages have names of their own. */
  readonly type: string;
  readonly bytes: Buffer;
}

export const FRONTEND = { terminate: 'X', startup: 'startup', sslRequest: 'ssl' } as const;
export const BACKEND = { notification: 'A', ready: 'Z' } as const;

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
/** Flush, Sync, simple Query and the end of a copy: after these the backend answers. */
const ENDS_BATCH = new Set(['H', 'S', 'Q', 'c', 'f', FRONTEND.terminate, FRONTEND.startup, FRONTEND.sslRequest]);

/** Collects bytes and gives back whole batches: all messages up to one that asks for an answer. */
export class FrameReader {
  private rest: Buffer = Buffer.alloc(0);
  private pending: Frame[] = [];
  private started = false;

  push(chunk: Buffer): void {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    for (let frame = this.next(); frame; frame = this.next()) this.pending.push(frame);
  }

  /** The next batch, or an empty list while it is incomplete. */
  take(): Frame[] {
    const end = this.pending.findIndex((frame) => ENDS_BATCH.has(frame.type));
    return this.pending.splice(0, end + 1);
  }

  private next(): Frame | undefined {
    return this.started ? this.nextTyped() : this.nextStartup();
  }

  private nextStartup(): Frame | undefined {
    if (this.rest.length < 8) return undefined;
    const bytes = this.cut(this.rest.readInt32BE(0));
    if (!bytes) return undefined;
    const code = bytes.readInt32BE(4);
    if (code === SSL_REQUEST || code === GSS_REQUEST) return { type: FRONTEND.sslRequest, bytes };
    this.started = true;
    return { type: FRONTEND.startup, bytes };
  }

  private nextTyped(): Frame | undefined {
    if (this.rest.length < 5) return undefined;
    const type = String.fromCharCode(this.rest[0]!);
    const bytes = this.cut(1 + this.rest.readInt32BE(1));
    return bytes && { type, bytes };
  }

  private cut(length: number): Buffer | undefined {
    if (this.rest.length < length) return undefined;
    const bytes = this.rest.subarray(0, length);
    this.rest = this.rest.subarray(length);
    return bytes;
  }
}

/** Splits a complete answer of the backend. */
export function splitFrames(answer: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at + 5 <= answer.length;) {
    const end = at + 1 + answer.readInt32BE(at + 1);
    frames.push({ type: String.fromCharCode(answer[at]!), bytes: answer.subarray(at, end) });
    at = end;
  }
  return frames;
}

/** What the last ReadyForQuery says of the session; undefined while none has come. */
export function readyStatus(frames: readonly Frame[]): 'idle' | 'in transaction' | undefined {
  const ready = frames.findLast((frame) => frame.type === BACKEND.ready);
  return ready && (ready.bytes[5] === 'I'.charCodeAt(0) ? 'idle' : 'in transaction');
}

/** What a client expects after its start-up message: no password asked, the settings `pg` reads, ready. */
export function greeting(): Buffer {
  const settings = {
    server_version: '18.0',
    server_encoding: 'UTF8',
    client_encoding: 'UTF8',
    DateStyle: 'ISO, MDY',
    TimeZone: 'UTC',
    integer_datetimes: 'on',
    standard_conforming_strings: 'on',
  };
  return Buffer.concat([
    typed('R', Buffer.alloc(4)),
    ...Object.entries(settings).map(([name, value]) => typed('S', Buffer.from(`${name}\0${value}\0`))),
    typed('K', Buffer.alloc(8)),
    typed('Z', Buffer.from('I')),
  ]);
}

function typed(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
