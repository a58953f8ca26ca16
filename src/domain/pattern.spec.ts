import { Pattern, patternMistake } from './pattern.js';

describe('a regular expression of the settings', () => {
  it.each([
    ['(a+)+$', 'a'],
    ['(x+x+)+y', 'x'],
    ['^(\\w|\\w\\w)*!$', 'b'],
    ['(.*,){12}P', '1,'],
  ])('%s ends on a text made to make it backtrack for ever', (source, letter) => {
    expect(new Pattern(source, { anyCase: true }).isIn(`${letter.repeat(20_000)}?`)).toBe(false);
  });

  it('finds what it stands for, letters of any case where it is to', () => {
    expect(new Pattern('dup(licate|e)').isIn('closed: duplicate of 101')).toBe(true);
    expect(new Pattern('DUP').isIn('closed: duplicate')).toBe(false);
    expect(new Pattern('straße|ÜBER', { anyCase: true }).isIn('es ging über')).toBe(true);
  });

  it.each(['a\u00a0b', 'a\u2003b', 'a\tb', 'a\ufeffb', 'a\vb'])('takes %j for two letters with a blank between', (text) => {
    expect(new Pattern('^a\\sb$').isIn(text)).toBe(true);
    expect(new Pattern('^a[-\\s]b$').isIn(text)).toBe(true);
    expect(new Pattern('^a\\Sb$').isIn(text)).toBe(false);
  });

  it('tells what its groups took, by number and by name', () => {
    const match = new Pattern('(?<year>\\d{4})-(\\d\\d)(x)?').firstIn('on 2026-07-01');
    expect(match).toEqual({ whole: '2026-07', groups: ['2026', '07', undefined], named: { year: '2026' } });
    expect(new Pattern('z').firstIn('on 2026')).toBeUndefined();
  });

  it('begins and ends at each line where it is told to', () => {
    expect(new Pattern('^closed$', { byLine: true }).isIn('Thanks\nclosed\nbye')).toBe(true);
    expect(new Pattern('^closed$').isIn('Thanks\nclosed\nbye')).toBe(false);
  });

  it('is taken out of a text wherever it is', () => {
    expect(new Pattern('\\D').takenFrom('CRM-47-11 🕳')).toBe('4711');
  });

  it.each([
    ['(a', /is no regular expression: Unterminated group/],
    ['a(?=b)', /looks ahead or behind/],
    ['(?<!a)b', /looks ahead or behind/],
    ['(a)\\1', /refers back to a group/],
    ['(?<x>a)\\k<x>', /refers back to a group/],
    ['a{1,2000}', /no regular expression of RE2's: invalid repeat count/],
    ['x'.repeat(3000), /longer than 2000 characters/],
    [7, /is no text/],
  ])('is refused as %j', (source, reason) => {
    expect(patternMistake(source)).toMatch(reason);
    expect(() => new Pattern(source as string)).toThrow(reason);
  });

  it.each(['\\(?=x', '\\\\1', '[(?]=', '(?:a|b)', '^(case closed[ .]*)?(closed date[ :.\\d-]*)?case resolved'])(
    'may be %s',
    (source) => {
      expect(patternMistake(source)).toBeUndefined();
    },
  );
});
