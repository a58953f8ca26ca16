import { Charset } from './charset.js';
import { RejectedError } from './errors.js';
import { fitAround, fitText, type TextLimit } from './text-limits.js';

function aLogger() {
  const told: object[] = [];
  const log = (fields: object) => void told.push(fields);
  return { told, info: log, warn: log };
}

describe('fitText', () => {
  it('leaves a text alone that fits to the last character, and says nothing', () => {
    const logger = aLogger();
    expect(fitText('🕳🕳🕳', { field: 'Title', maxCharacters: 3 }, logger)).toBe('🕳🕳🕳');
    expect(fitText('as long as it likes', { field: 'Title' }, logger)).toBe('as long as it likes');
    expect(logger.told).toEqual([]);
  });

  it('cuts by code points, marks the place and says so without the text', () => {
    const logger = aLogger();
    expect(fitText('🕳🕳🕳🕳', { field: 'Title', maxCharacters: 3 }, logger)).toBe('🕳🕳…');
    expect(logger.told).toEqual([{ field: 'Title', characters: 4, maxCharacters: 3 }]);
  });
});

describe('a limit', () => {
  const fit = (text: string, limit: Omit<TextLimit, 'field'>) => fitText(text, { field: 'Title', ...limit }, aLogger());

  it.each<[string, Omit<TextLimit, 'field'>, string]>([
    ['a\u{1F468}\u200d\u{1F469}\u200d\u{1F467}b', { maxCharacters: 6 }, 'a…'],
    ['cafe\u0301 noir', { maxCharacters: 5 }, 'caf…'],
    ['Straße', { maxBytes: 7 }, 'Straße'],
    ['Straße', { maxBytes: 6, marker: '' }, 'Straß'],
    ['Straße', { maxBytes: 6, marker: '.' }, 'Stra.'],
    ['Straße', { maxBytes: 6, charset: new Charset('iso-8859-1') }, 'Straße'],
    ['日本日本日本', { maxBytes: 9, marker: '' }, '日本日'],
    ['日本日本日本', { maxCharacters: 5, maxBytes: 10 }, '日本…'],
    ['abcdefgh', { maxCharacters: 7, marker: '[cut]' }, 'ab[cut]'],
    ['abcdefgh', { maxCharacters: 3, marker: '[cut]' }, ''],
    [`x${'\u0301'.repeat(50)}`, { maxCharacters: 10 }, '…'],
  ])('cuts %j by %j to %j', (text, limit, fitted) => {
    expect(fit(text, limit)).toBe(fitted);
  });

  it('refuses a longer text where it says so, and names the field and no word of the text', () => {
    const call = () => fit('my secret', { maxCharacters: 5, overflow: 'refuse' });
    expect(call).toThrow(RejectedError);
    expect(call).toThrow('Title is too long for the CRM: 9 characters instead of 5 at most');
    expect(fit('short', { maxCharacters: 5, overflow: 'refuse' })).toBe('short');
  });
});

describe('fitAround', () => {
  const fit = (text: string, kept: string, maxCharacters: number) =>
    fitAround(text, kept, { field: 'Title', maxCharacters }, aLogger());

  it('lets what stands in front give way', () => {
    expect(fit('A very long name (Open311 26-1)', '26-1', 20)).toBe('A very long na…26-1)');
  });

  it('lets what follows give way only when nothing else is left', () => {
    expect(fit('front 26-1 and a long tail', '26-1', 8)).toBe('26-1 an…');
  });

  it('adds what a text does not hold', () => {
    expect(fit('Pothole', '26-1', 50)).toBe('Pothole (26-1)');
    expect(fit('Pothole in the road', '26-1', 14)).toBe('Pothole…26-1)');
  });

  it('never goes beyond the limit and never loses what is kept', () => {
    for (let limit = 4; limit < 40; limit += 1) {
      const fitted = fit('🕳 a long name (Open311 26-1) and more', '26-1', limit);
      expect([...fitted].length).toBeLessThanOrEqual(limit);
      expect(fitted).toContain('26-1');
      expect(fitted).not.toMatch(/\p{Surrogate}/u);
    }
  });
});
