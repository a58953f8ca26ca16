import type { Readable } from 'node:stream';
import type { MediaSettings } from '../settings/settings.js';
import { MediaUnavailable, UploadTooLarge } from './picture-errors.js';
import { type Spool, TooLarge } from './spool.js';

type Caps = Pick<MediaSettings, 'maxFileBytes' | 'maxFiles' | 'maxTotalBytes'>;

/** Files of one request while it is read. Whoever asked for it must `discard` it in the end: what was kept by then is out of its hands. */
export class Upload {
  /** Spooled files in the order in which they came. */
  readonly paths: string[] = [];
  private last: Promise<void> = Promise.resolve();
  private bytes = 0;

  constructor(
    private readonly spool: Spool,
    private readonly caps: Caps,
  ) {}

  /** Most bytes of files that are taken. */
  get maxTotalBytes(): number {
    return this.caps.maxTotalBytes;
  }

  /**
   * Writes one file to disk as it comes; the next one waits for it.
   * @param optional what a browser sends for a file field that nobody filled: left out when it is empty.
   * @throws UploadTooLarge, MediaUnavailable, or what broke the stream.
   */
  async take(stream: Readable, { optional = false } = {}): Promise<void> {
    const taken = this.last.then(() => this.write(stream, optional));
    this.last = taken.catch(() => undefined);
    return taken;
  }

  async discard(): Promise<void> {
    await this.spool.remove(this.paths);
  }

  private async write(stream: Readable, optional: boolean): Promise<void> {
    const { maxFileBytes, maxFiles } = this.caps;
    const isOver = this.paths.length >= maxFiles;
    const over = new UploadTooLarge(`at most ${maxFiles} files may be sent with one request`);
    if (isOver && !optional) throw over;
    const count = (size: number) => {
      if (isOver) throw over;
      this.add(size);
    };
    const { path, bytes } = await this.spool
      .write(stream, maxFileBytes, { count })
      .catch((error: unknown) => Promise.reject(toUploadError(error)));
    if (optional && bytes === 0) return this.spool.remove([path]);
    this.paths.push(path);
  }

  private add(bytes: number): void {
    this.bytes += bytes;
    const { maxTotalBytes } = this.caps;
    if (this.bytes > maxTotalBytes) throw new UploadTooLarge(`all files together must have at most ${maxTotalBytes} bytes`);
  }
}

/** Failures of the file system carry a system call's name; those of the stream don't. */
function toUploadError(error: unknown): unknown {
  if (error instanceof TooLarge) return new UploadTooLarge(`a file must have at most ${error.maxBytes} bytes`);
  const { syscall } = error as NodeJS.ErrnoException;
  return syscall && syscall !== 'read' ? new MediaUnavailable('the files can not be stored', { cause: error }) : error;
}
