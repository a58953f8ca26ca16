/** Header and body of a mail; the header with the empty line that ends it. */
export function partsOf(raw: Buffer): { readonly header: Buffer; readonly body: Buffer } {
  const end = raw.indexOf('\r\n\r\n');
  return end < 0 ? { header: raw, body: Buffer.alloc(0) } : { header: raw.subarray(0, end + 4), body: raw.subarray(end + 4) };
}

/** Fields as they stand there, folds and all, without their line end. */
export function fieldsOf(raw: Buffer): { readonly name: string; readonly line: string; readonly value: string }[] {
  const text = partsOf(raw).header.toString('utf8').trimEnd();
  return text.split(/\r\n(?![ \t])/).map((line) => {
    const colon = line.indexOf(':');
    const value = line.slice(colon + 1).replaceAll(/\r\n[ \t]+/g, ' ');
    return { name: line.slice(0, colon).toLowerCase(), line, value: value.trim() };
  });
}

/** Only these fields, with the empty line that ends a header. */
export function headerOf(raw: Buffer, names: readonly string[], except = false): Buffer {
  const meant = new Set(names.map((name) => name.toLowerCase()));
  const lines = fieldsOf(raw).flatMap(({ name, line }) => (meant.has(name) === except ? [] : [line]));
  return Buffer.from([...lines, '', ''].join('\r\n'));
}
