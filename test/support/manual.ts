/** A run of shell lines in a manual, and what they answer. */
export interface Example {
  readonly commands: string;
  /** `json`, `xml` or `text`. */
  readonly kind: string;
  readonly answer: string;
}

const BLOCK = /^```(\w+)\n([\s\S]*?)^```$/gm;

/** Every shell block with curl, with the block that follows it. @throws for one without an answer beneath. */
export function examplesOf(page: string): Example[] {
  const blocks = [...page.matchAll(BLOCK)].map(([, kind, text]) => ({ kind: kind!, text: text! }));
  return blocks.flatMap(({ kind, text }, index) => {
    if (kind !== 'sh' || !text.includes('curl')) return [];
    const next = blocks[index + 1];
    if (!next || next.kind === 'sh') throw new Error(`no answer stands beneath: ${text}`);
    return [{ commands: text, kind: next.kind, answer: next.text }];
  });
}

/** What differs from run to run: ids, moments, addresses. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\b\d\d-\d{8}\b/g, 'ID'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, 'DATE'],
  [/https?:\/\/(localhost|127\.0\.0\.1):\d+/g, 'HOST'],
];

/** One form for each kind, so that only what is said counts, not how it is laid out. */
function plain(kind: string, text: string): string {
  const tight =
    kind === 'json'
      ? JSON.stringify(JSON.parse(text))
      : kind === 'xml'
        ? text.replaceAll(/>\s+/g, '>').replaceAll(/\s+</g, '<')
        : text;
  return VARYING.reduce((each, [pattern, name]) => each.replaceAll(pattern, name), tight.replaceAll('\r', '').trim());
}

/** What an answer must match: `...` stands for anything, an item or a member of it for any number of them. */
export function expectation({ kind, answer }: Example): RegExp {
  const escaped = plain(kind, answer).replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
  const dots = String.raw`\.\.\.`;
  const open = escaped.replaceAll(`"${dots}":"${dots}",`, '[^]*').replaceAll(`,"${dots}"`, '[^]*').replaceAll(dots, '[^]*');
  return new RegExp(`^${open}$`);
}

/** An answer as `expectation` reads it. @throws when it is not even of its kind. */
export const answered = ({ kind }: Example, text: string): string => plain(kind, text);
