import type { AdapterPresets } from '../../adapter-kit/preset.js';
import { overPreset } from './over-preset.js';

const presets: AdapterPresets = {
  names: ['acme'],
  read: () => ({
    label: 'Acme',
    parameters: {
      table: { description: 'the table of the cases', default: 'case', pattern: '[a-z]+' },
      field: { description: 'the field of our id', pattern: '[a-z_]+' },
    },
    questions: [],
    settings: {
      auth: { kind: 'basic' },
      path: '/<<table>>/x',
      query: { '<<field>>': '{{ request.id }}' },
      rules: ['<<field>> = 1'],
    },
    connection: {},
    notes: [],
  }),
};
const over = (written: unknown) => overPreset(written, presets, ['settings']);
const told = (written: unknown) => over(written).problems.map(({ path, reason }) => `${path.join('.')}: ${reason}`);

it('what a city writes wins over the preset, key by key', () => {
  expect(over({ preset: 'acme', parameters: { field: 'ref' }, auth: { username: 'ada' }, path: '/mine' })).toEqual({
    settings: {
      preset: 'acme',
      parameters: { field: 'ref' },
      auth: { kind: 'basic', username: 'ada' },
      path: '/mine',
      query: { ref: '{{ request.id }}' },
      rules: ['ref = 1'],
    },
    problems: [],
  });
});

it('parameters stand in keys and texts, with their defaults', () => {
  expect(over({ preset: 'acme', parameters: { field: 'ref' } }).settings).toMatchObject({ path: '/case/x' });
});

it.each<[unknown, RegExp]>([
  [{ preset: 'acne' }, /^settings\.preset: there is no preset acne; there are acme$/],
  [{ preset: 'acme' }, /^settings\.parameters\.field: is missing: the field of our id$/],
  [{ preset: 'acme', parameters: { field: 'a"b' } }, /^settings\.parameters\.field: must fit/],
  [
    { preset: 'acme', parameters: { field: 'ref', tabel: 'x' } },
    /^settings\.parameters\.tabel: is no parameter of the preset; there are table, field$/,
  ],
])('%j is told', (written, expected) => {
  expect(told(written)).toEqual([expect.stringMatching(expected)]);
});

it('settings without a preset stay as they are', () => {
  const written = { path: '/<<table>>' };
  expect(over(written)).toEqual({ settings: written, problems: [] });
});
