import { fitAround, fitText } from './text-limits.js';

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
