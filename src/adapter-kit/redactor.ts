const MASK = '[masked]';
/** A shorter value would mask half the text and hide nothing. */
const SHORTEST = 3;

/** Takes known values out of texts, in the spellings in which they travel. */
export class Redactor {
  private readonly spellings = new Set<string>();

  constructor(secrets: readonly string[]) {
    for (const secret of secrets) this.add(secret);
  }

  add(secret: string): void {
    if (secret.length < SHORTEST) return;
    for (const spelling of SPELLINGS) this.spellings.add(spelling(secret));
  }

  redact(text: string): string {
    let clean = text;
    for (const spelling of [...this.spellings].sort((a, b) => b.length - a.length)) clean = clean.replaceAll(spelling, MASK);
    return clean;
  }
}

const SPELLINGS: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  escapeXml,
  (secret) => escapeXml(secret).replaceAll('"', '&quot;'),
  (secret) => escapeXml(secret).replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
  (secret) => JSON.stringify(secret).slice(1, -1),
  (secret) => encodeURIComponent(secret.toWellFormed()),
  (secret) => new URLSearchParams([['', secret]]).toString().slice(1),
  (secret) => Buffer.from(secret).toString('base64'),
];

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
