import { fitAround } from '../../../src/adapter-kit/text-limits.js';

/** What a field of the CRM takes. */
export interface FieldLimits {
  readonly maxCharacters?: number;
  /** In UTF-8. */
  readonly maxBytes?: number;
  /** Stands at the end of a text that was cut. */
  readonly marker: string;
  /** Survives the cutting, where the text holds it. */
  readonly kept?: string;
  readonly newlines: NewlineRule;
}

export const NEWLINE_RULES = ['keep', 'crlf', 'space'] as const;
export type NewlineRule = (typeof NEWLINE_RULES)[number];

/** The text as the field takes it. @param onCut hears of it, in characters, when the text was too long. */
export function fitted(
  text: string,
  { newlines, kept = '', ...limits }: FieldLimits,
  onCut: (characters: number) => void = () => undefined,
): string {
  const lines = text.replaceAll(/\r\n?/g, '\n');
  const written = newlines === 'keep' ? lines : lines.replaceAll('\n', newlines === 'crlf' ? '\r\n' : ' ');
  const logger = { info: () => onCut([...written].length), warn: () => undefined };
  return fitAround(written, written.includes(kept) ? kept : '', { field: 'text', ...limits }, logger);
}
