const MASK = '[masked]';
/** A shorter value would mask half the text and hide nothing. */
const SHORTEST = 3;
/** Fewer characters of base64 stand everywhere. */
const SHORTEST_INSIDE_BASE64 = 8;

/** Takes known values out of texts, in the spellings in which they travel. */
export class Redactor {
  private readonly spellings = new Set<string>();
  private inOrder: readonly string[] | undefined;

  constructor(secrets: readonly string[]) {
    for (const secret of secrets) this.add(secret);
  }

  add(secret: string): void {
    if (secret.length < SHORTEST) return;
    for (const spelling of SPELLINGS) this.spellings.add(spelling(secret));
    for (const inside of insideBase64(secret)) this.spellings.add(inside);
    this.inOrder = undefined;
  }

  redact(text: string): string {
    let clean = text;
    for (const spelling of this.longestFirst()) clean = clean.replaceAll(spelling, MASK);
    return clean;
  }

  /** The beginning of a text, without reading all of it: at most so many characters, and no half of a secret at their end. */
  redactHead(text: string, characters: number): string {
    const longest = this.longestFirst()[0]?.length ?? 0;
    if (text.length <= characters + longest) return this.redact(text).slice(0, characters);
    const head = this.redact(text.slice(0, characters + 2 * longest));
    return head.slice(0, Math.max(0, Math.min(characters, head.length - longest)));
  }

  private longestFirst(): readonly string[] {
    return (this.inOrder ??= [...this.spellings].sort((a, b) => b.length - a.length));
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

/** Base64 of a longer text shows a part of it in one of three ways, by where it stands; the edges mix with what is beside it. */
function insideBase64(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((before) => {
    const whole = bytes.subarray((3 - before) % 3);
    const inside = whole.subarray(0, whole.length - (whole.length % 3)).toString('base64');
    return inside.length >= SHORTEST_INSIDE_BASE64 ? [inside] : [];
  });
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
