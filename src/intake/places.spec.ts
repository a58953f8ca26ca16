import { Parameters } from './parameters.js';
import { readBox, readCircle, readPlace } from './places.js';

const digits = `${'1'.repeat(1_000_000)}x`;
const sent = (fields: Record<string, string>) => new Parameters(Object.entries(fields));

// A pattern that looks back at every digit takes hours for these; the test's own time limit is the judge.
it('POST-8: a megabyte of digits where a number belongs is refused at once', () => {
  const problems: string[] = [];
  readCircle(sent({ lat: digits, long: digits, radius: digits }), problems);
  readBox(sent({ bbox: `${digits},1,2,3` }), problems);
  expect(problems).toHaveLength(4);
  expect(() => readPlace(sent({ lat: digits, long: '1' }))).toThrow('lat must be a number from -90 to 90');
});

it('section 15.3: numbers with and without a fraction or a sign are read', () => {
  const problems: string[] = [];
  expect(readBox(sent({ bbox: '-71.2,+42,-.5,42.' }), problems)).toEqual({ west: -71.2, south: 42, east: -0.5, north: 42 });
  expect(readPlace(sent({ lat: '42.36', long: '-71' }))).toEqual({ lat: 42.36, long: -71 });
  expect(problems).toEqual([]);
});
