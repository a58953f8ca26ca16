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
    for (const spelling of [secret, escapeXml(secret), JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), toBase64(secret)]) {
      this.spellings.add(spelling);
    }
  }

  redact(text: string): string {
    let clean = text;
    for (const spelling of [...this.spellings].sort((a, b) => b.length - a.length)) clean = clean.replaceAll(spelling, MASK);
    return clean;
  }
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}
