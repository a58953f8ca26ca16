import { adapterManifests } from '../../../adapters/manifests.js';
import { manifestProblems } from './manifest-problems.js';

const [manifest] = adapterManifests;
const problems = (change: object) => manifestProblems({ ...manifest, ...change });

it('our own manifests hold to what those from outside have to, and tell what their CRMs can do', () => {
  for (const each of adapterManifests) {
    expect(manifestProblems({ ...each })).toEqual([]);
    expect(each.capabilities).toBeDefined();
  }
});

it('fields that this version does not know are left alone', () => {
  expect(problems({ verifiedOn: '2026-11-25', limits: { attachmentsPerNote: 3 } })).toEqual([]);
});

it.each<[string, object, string]>([
  ['no settings class', { settingsClass: undefined }, 'has no settingsClass'],
  ['a settings class that is none', { settingsClass: () => ({}) }, 'has a settingsClass that is no class'],
  [
    'a settings class that needs arguments',
    {
      settingsClass: class {
        constructor({ url }: { url: string }) {
          void url;
        }
      },
    },
    'has a settingsClass that can not be made without arguments',
  ],
  ['no limits', { limits: undefined }, 'has no limits: write limits: {} where none is known'],
  ['a charset that nobody knows', { limits: { charset: 'latin-99' } }, 'has limits.charset that is not the name of a charset'],
  [
    'media types that are no list',
    { limits: { media: { types: 'image/jpeg' } } },
    'has limits.media.types that is not a list of texts',
  ],
  ['a create that is no function', { create: {} }, 'has a create that is no function: it makes the adapter out of its settings'],
])('%s is told', (_, change, said) => {
  expect(problems(change)).toEqual([expect.stringContaining(said)]);
});
