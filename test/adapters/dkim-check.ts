import { createHash, createVerify } from 'node:crypto';

const collapsed = (text: string): string =>
  text
    .replaceAll('\r\n', '')
    .replaceAll(/[ \t]+/g, ' ')
    .trim();

/** Whether a signature (`rsa-sha256`, `relaxed/relaxed`) fits a mail: RFC 6376, 3.4 and 3.7. @param publicKey PEM. */
export function isSigned(raw: Buffer, publicKey: string): boolean {
  const text = raw.toString('latin1');
  const end = text.indexOf('\r\n\r\n');
  const fields = text.slice(0, end).split(/\r\n(?![ \t])/);
  const body = text.slice(end + 4);
  const named = (name: string) => fields.filter((field) => field.toLowerCase().startsWith(`${name}:`));
  const relaxed = (field: string) =>
    `${field.slice(0, field.indexOf(':')).toLowerCase()}:${collapsed(field.slice(field.indexOf(':') + 1))}`;
  const [signature = ''] = named('dkim-signature');
  const tags = new Map(
    collapsed(signature.slice(signature.indexOf(':') + 1))
      .split(';')
      .map((tag) => [tag.slice(0, tag.indexOf('=')).trim(), tag.slice(tag.indexOf('=') + 1).replaceAll(' ', '')]),
  );
  const lines = body.split('\r\n').map((line) => line.replaceAll(/[ \t]+/g, ' ').trimEnd());
  const canonical = `${lines.join('\r\n').replace(/(\r\n)+$/, '')}\r\n`;
  if (createHash('sha256').update(canonical, 'latin1').digest('base64') !== tags.get('bh')) return false;
  const signed = (tags.get('h') ?? '').split(':').flatMap((name) => named(name.toLowerCase()).at(-1) ?? []);
  const bare = relaxed(signature).replace(/([; ]b=)[^;]*$/, '$1');
  const verifier = createVerify('sha256').update([...signed.map(relaxed), bare].join('\r\n'), 'latin1');
  return verifier.verify(publicKey, tags.get('b') ?? '', 'base64');
}
