import type { Readable } from 'node:stream';

/** `incoming`: as sent, until a picture is made of it. `public`: what was made. */
export const SHELVES = ['incoming', 'public'] as const;
export type Shelf = (typeof SHELVES)[number];

export interface StoredFile {
  readonly token: string;
  readonly changedAt: Date;
}

/** Where pictures are kept, two shelves of files named by token. A token is 32 to 64 hexadecimal digits. */
export interface MediaStorage {
  /** @throws what keeps the storage from being used. Asked at the start. */
  check(): Promise<void>;
  /** Takes a local file over. It is on disk, or with the storage, when this returns; the same name again replaces. */
  put(shelf: Shelf, token: string, path: string): Promise<void>;
  /** Undefined when there is no such file. */
  read(shelf: Shelf, token: string): Promise<Readable | undefined>;
  /** Nothing happens to one that isn't there. */
  remove(shelf: Shelf, token: string): Promise<void>;
  list(shelf: Shelf): AsyncIterable<StoredFile>;
  close(): void;
}
