/** A mail in a folder. */
export interface StoredMail {
  readonly uid: number;
  readonly flags: Set<string>;
  /** When it came. */
  readonly at: Date;
  readonly raw: Buffer;
}

/** What somebody who looks into a folder is told. Numbers count from 1. */
export interface FolderListener {
  came(count: number): void;
  went(number: number): void;
}

export class ImapFolder {
  readonly uidValidity = 1;
  readonly mails: StoredMail[] = [];
  private lastUid = 0;
  private readonly listeners = new Set<FolderListener>();

  constructor(
    readonly name: string,
    /** Such as `\Sent` (RFC 6154). */
    readonly use?: string,
  ) {}

  get uidNext(): number {
    return this.lastUid + 1;
  }

  add(raw: Buffer, flags: readonly string[] = [], at = new Date()): StoredMail {
    const mail = { uid: (this.lastUid += 1), flags: new Set(flags), at, raw };
    this.mails.push(mail);
    for (const each of this.listeners) each.came(this.mails.length);
    return mail;
  }

  remove(isMeant: (mail: StoredMail) => boolean): void {
    for (let index = this.mails.length - 1; index >= 0; index -= 1) {
      if (!isMeant(this.mails[index]!)) continue;
      this.mails.splice(index, 1);
      for (const each of this.listeners) each.went(index + 1);
    }
  }

  listen(listener: FolderListener): void {
    this.listeners.add(listener);
  }

  leave(listener: FolderListener): void {
    this.listeners.delete(listener);
  }
}

/** Which mails a set such as `1:*` or `3,5:7` means; `*` is the last. */
export function numbersIn(set: string, last: number): (number: number) => boolean {
  const numberOf = (text: string) => (text === '*' ? last : Number(text));
  const ranges = set.split(',').map((each) => {
    const [from, to = from] = each.split(':');
    return [numberOf(from!), numberOf(to!)].toSorted((a, b) => a - b);
  });
  return (number) => ranges.some(([least, most]) => number >= least! && number <= most!);
}
