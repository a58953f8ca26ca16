import { validated } from '../../test/adapter-kit/adapter-bench.js';
import { RejectedError } from './errors.js';
import { applyTextRule, TextRule } from './text-rule.js';

const logger = { info: () => undefined, warn: () => undefined };
const apply = (text: string, rule: Readonly<Record<string, unknown>> = {}, kept?: string) =>
  applyTextRule(text, 'Location', validated(TextRule, rule), logger, kept);

it('a field gets no character that XML has no place for, and lines that end as it wants', () => {
  expect(apply('a\u0000b\u000bc\r\nd\re\ufffe')).toBe('abc\nd\ne');
  expect(apply('a\r\nb\nc', { newlines: 'crlf' })).toBe('a\r\nb\r\nc');
  expect(apply('a\r\nb\nc', { newlines: 'space' })).toBe('a b c');
});

it('is counted in the characters of its charset, marker included', () => {
  const rule = { charset: 'iso-8859-1', maxBytes: 10 };
  expect(apply('Łódź is far', rule)).toBe('Lódz is...');
  expect(apply('Łódź is near', { ...rule, charset: 'windows-1252' })).toBe('Lódz is n…');
});

it('counts a line end of two characters as two, and never parts it', () => {
  expect(apply('ab\ncd', { newlines: 'crlf', maxCharacters: 5, marker: '' })).toBe('ab\r\nc');
  expect(apply('ab\ncd', { newlines: 'crlf', maxCharacters: 3, marker: '' })).toBe('ab');
});

it('keeps our id through the cut', () => {
  expect(apply('A very long street (Łódź 26-1)', { charset: 'iso-8859-1', maxCharacters: 14 }, '26-1')).toBe('A very...26-1)');
});

it('rejects what it was told not to change', () => {
  expect(() => apply('Łódź', { charset: 'iso-8859-1', unencodable: 'refuse' })).toThrow(RejectedError);
  expect(() => apply('Łódź', { charset: 'iso-8859-1', unencodable: 'refuse' })).toThrow(/Location has a character/);
  expect(() => apply('12345', { maxCharacters: 4, overflow: 'refuse' })).toThrow(/Location is too long/);
});

it.each([
  [{ charset: 'klingon' }, /charset: must be the name of a charset/],
  [{ unencodable: 'guess' }, /unencodable: must be one of/],
  [{ newlines: 'br' }, /newlines: must be one of/],
  [{ maxCharacters: 0 }, /maxCharacters/],
])('is refused at start as %j', (rule, reason) => {
  expect(() => apply('x', rule)).toThrow(reason);
});
