/** Whatever XML 1.0 (section 2.2) has no place for, lone surrogates among it. */
const ILLEGAL = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** A text as it will arrive: illegal characters are gone, line ends are `\n`, as every XML parser makes them (section 2.11). */
export function xmlText(text: string): string {
  return text.replaceAll(ILLEGAL, '').replaceAll(/\r\n?/g, '\n');
}
