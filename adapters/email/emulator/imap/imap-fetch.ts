import type { Numbered } from './imap-search.js';
import { headerOf, partsOf } from './mail-headers.js';

/** Answers with one item of a mail; undefined: no such item here. */
function itemOf(item: string, { mail }: Numbered): { readonly name: string; readonly value: string | Buffer } | undefined {
  const name = item.toUpperCase();
  if (name === 'UID') return { name, value: String(mail.uid) };
  if (name === 'FLAGS') return { name, value: `(${[...mail.flags].join(' ')})` };
  if (name === 'RFC822.SIZE') return { name, value: String(mail.raw.length) };
  if (name === 'INTERNALDATE') return { name, value: `"${internalDate(mail.at)}"` };
  const section = /^BODY(?:\.PEEK)?\[(.*)\](?:<(\d+)(?:\.(\d+))?>)?$/i.exec(item);
  const bytes = section && sectionOf(section[1]!, mail.raw);
  if (!section || !bytes) return undefined;
  const [from, length] = [section[2], section[3]];
  if (from === undefined) return { name: `BODY[${section[1]}]`, value: bytes };
  const start = Number(from);
  return {
    name: `BODY[${section[1]}]<${start}>`,
    value: bytes.subarray(start, length === undefined ? undefined : start + Number(length)),
  };
}

function sectionOf(section: string, raw: Buffer): Buffer | undefined {
  if (section === '') return raw;
  const [, word, names] = /^([A-Z.]+)(?: \((.*)\))?$/i.exec(section) ?? [];
  const named = (names ?? '').replaceAll('"', '').split(' ');
  switch (word?.toUpperCase()) {
    case 'HEADER':
      return partsOf(raw).header;
    case 'TEXT':
      return partsOf(raw).body;
    case 'HEADER.FIELDS':
      return headerOf(raw, named);
    case 'HEADER.FIELDS.NOT':
      return headerOf(raw, named, true);
    default:
      return undefined;
  }
}

/** One answer to FETCH (RFC 9051, 7.5.2). @throws Error for an item that is not known here. */
export function fetchAnswer(items: readonly string[], each: Numbered): Buffer {
  const parts = items.flatMap((item, index) => {
    const found = itemOf(item, each);
    if (!found) throw new Error(`no item ${item}`);
    const before = `${index === 0 ? '' : ' '}${found.name} `;
    if (typeof found.value === 'string') return [Buffer.from(before + found.value)];
    return [Buffer.from(`${before}{${found.value.length}}\r\n`), found.value];
  });
  return Buffer.concat([Buffer.from(`* ${each.number} FETCH (`), ...parts, Buffer.from(')\r\n')]);
}

/** Reading a body marks a mail as read, unless only peeped at. */
export function marksAsRead(items: readonly string[]): boolean {
  return items.some((item) => /^BODY\[/i.test(item));
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function internalDate(at: Date): string {
  const [day, time] = at.toISOString().split('T') as [string, string];
  return `${day.slice(8)}-${MONTHS[at.getUTCMonth()]}-${day.slice(0, 4)} ${time.slice(0, 8)} +0000`;
}
