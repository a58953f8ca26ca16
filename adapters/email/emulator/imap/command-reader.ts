/** A command as it came: text, with literals between. */
export type Pieces = readonly (string | Buffer)[];

export interface CommandListener {
  /** One whole line, literals included. */
  readonly onCommand: (pieces: Pieces) => void;
  /** The client waits for leave to send a literal. */
  readonly onLiteralWanted: () => void;
}

/** Cuts what a client sends into commands (RFC 9051, 4.3; RFC 7888 for `{n+}`). */
export class CommandReader {
  private pending: Buffer = Buffer.alloc(0);
  private pieces: (string | Buffer)[] = [];
  private literalBytes?: number;

  constructor(private readonly listener: CommandListener) {}

  feed(chunk: Buffer): void {
    this.pending = Buffer.concat([this.pending, chunk]);
    while (this.literalBytes === undefined ? this.readLine() : this.readLiteral(this.literalBytes));
  }

  private readLiteral(bytes: number): boolean {
    if (this.pending.length < bytes) return false;
    this.pieces.push(this.pending.subarray(0, bytes));
    this.pending = this.pending.subarray(bytes);
    this.literalBytes = undefined;
    return true;
  }

  private readLine(): boolean {
    const end = this.pending.indexOf('\r\n');
    if (end < 0) return false;
    const line = this.pending.subarray(0, end).toString('utf8');
    this.pending = this.pending.subarray(end + 2);
    const literal = /\{(\d+)(\+?)\}$/.exec(line);
    this.pieces.push(literal ? line.slice(0, literal.index) : line);
    if (literal) {
      this.literalBytes = Number(literal[1]);
      if (!literal[2]) this.listener.onLiteralWanted();
      return true;
    }
    const pieces = this.pieces;
    this.pieces = [];
    this.listener.onCommand(pieces);
    return true;
  }
}
