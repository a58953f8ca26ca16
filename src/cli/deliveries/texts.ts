import Table from 'cli-table3';

/** What a CRM said, for a terminal: one line without control characters. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
}

/** To the second, UTC. */
export function time(at: Date): string {
  return at.toISOString().replace('T', ' ').slice(0, 19);
}

/** Enough of an id to find it by. */
export function shortId(id: string): string {
  return id.slice(0, 13);
}

/** @param wide the column that gets what others leave, and its width. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  wide?: readonly [column: number, width: number],
): string {
  const made = new Table({
    head: [...head],
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: head.map((_name, column) => (column === wide?.[0] ? wide[1] : null)),
  });
  made.push(...rows.map((row) => row.map(plain)));
  return made.toString();
}

export function counted(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}

export function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}
