/** An answer as somebody pasted it. */
export interface PastedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** As it was pasted. */
  readonly whole: string;
}

const STATUS_LINE = /^HTTP\/\d(?:\.\d)? (\d{3})\b[^\n]*\n/;
const HEADER = /^([\w-]+):[ \t]*(.*)$/;

/**
 * A body, or a whole answer as `curl -i` prints it: status line, headers, empty line, body. A body alone came with 200 and the content type that it
 * looks like.
 */
export function pastedAnswer(pasted: string): PastedAnswer {
  const text = pasted.replaceAll('\r\n', '\n');
  const status = STATUS_LINE.exec(text);
  if (!status) return { status: 200, headers: { 'content-type': typeOf(text) }, body: pasted, whole: pasted };
  const [head = '', ...rest] = text
    .slice(status[0].length)
    .replace(/^(?=\n)/, '\n')
    .split(/\n\n/);
  const body = rest.join('\n\n');
  const lines = head.split('\n').map((line) => HEADER.exec(line));
  const headers = Object.fromEntries(lines.flatMap((line) => (line ? [[line[1]!.toLowerCase(), line[2]!.trim()] as const] : [])));
  return { status: Number(status[1]), headers: { 'content-type': typeOf(body), ...headers }, body, whole: pasted };
}

function typeOf(body: string): string {
  const start = body.trimStart();
  if (start.startsWith('<')) return /^<(!doctype )?html/i.test(start) ? 'text/html; charset=utf-8' : 'text/xml; charset=utf-8';
  return /^[[{]/.test(start) ? 'application/json' : 'text/plain; charset=utf-8';
}
