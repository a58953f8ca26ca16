import { ADAPTER_CAPABILITIES, ADAPTER_CONTRACT_VERSION } from '../../adapter.js';
import type { ConformanceBench } from '../bench.js';
import type { ConformanceCase } from '../conformance-case.js';
import { EXCUSABLE_VERBS, SHORTCUTS } from '../excusable-verbs.js';
import { contains, fail, holds, same } from '../expectations.js';

const level = 'basic';
/** Came after the contract did: an adapter of before is whole without it. */
const NEED_NO_EXCUSE: readonly string[] = ['discoverServices'];

/** All that the settings class has against what was written, a line each. */
function mistakesIn(bench: ConformanceBench, written: Readonly<Record<string, unknown>>): string[] {
  const { problems } = bench.host.check(bench.under.manifest.settingsClass, structuredClone(written));
  return problems.map(({ path, reason }) => `${path.join('.')}: ${reason}`);
}

export const manifestCases: readonly ConformanceCase[] = [
  {
    id: 'MANIFEST-01',
    title: 'is written against this version of the contract',
    level,
    needs: [],
    run: async ({ under }) => same('contractVersion', under.manifest.contractVersion, ADAPTER_CONTRACT_VERSION),
  },
  {
    id: 'MANIFEST-02',
    title: 'has a type that an operator can write, and a label that says what it is',
    level,
    needs: [],
    async run({ under: { manifest } }) {
      contains('type', manifest.type, /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      contains('label', manifest.label, /\p{L}{3}/u);
    },
  },
  {
    id: 'MANIFEST-03',
    title: 'names limits that are whole numbers above zero',
    level,
    needs: [],
    async run({ under }) {
      const wrong = Object.entries(under.manifest.limits).filter(
        ([, value]) => typeof value === 'number' && !(Number.isInteger(value) && value > 0),
      );
      same('limits that are none', wrong, []);
    },
  },
  {
    id: 'MANIFEST-04',
    title: 'has every verb, or is excused with a reason',
    level,
    needs: [],
    async run(bench) {
      const adapter = bench.adapter();
      const { absent = {} } = bench.under;
      const asked = EXCUSABLE_VERBS.filter((verb) => !SHORTCUTS.includes(verb) && !NEED_NO_EXCUSE.includes(verb));
      const unexcused = asked.filter((verb) => adapter[verb] === undefined && !absent[verb]);
      same('verbs that are neither there nor excused under `absent`', unexcused, []);
    },
  },
  {
    id: 'MANIFEST-05',
    title: 'has no verb that it is excused from',
    level,
    needs: [],
    async run(bench) {
      const adapter = bench.adapter();
      const { absent = {} } = bench.under;
      const there = EXCUSABLE_VERBS.filter((verb) => verb !== 'findCase' && absent[verb] && adapter[verb] !== undefined);
      same('verbs that are there and excused', there, []);
    },
  },
  {
    id: 'MANIFEST-06',
    title: 'has no verb of which its manifest does not tell',
    level,
    needs: [],
    async run(bench) {
      const adapter = bench.adapter();
      const { capabilities } = bench.under.manifest;
      if (!capabilities) return;
      same(
        'verbs that are not among its capabilities',
        ADAPTER_CAPABILITIES.filter((verb) => adapter[verb] && !capabilities.includes(verb)),
        [],
      );
    },
  },
  {
    id: 'SETTINGS-01',
    title: 'takes the settings it is tested with',
    level,
    needs: [],
    run: async (bench) => same('what is wrong with them', mistakesIn(bench, bench.written()), []),
  },
  {
    id: 'SETTINGS-02',
    title: 'refuses a setting that it does not know, and names it',
    level,
    needs: [],
    async run(bench) {
      const mistakes = mistakesIn(bench, { ...bench.written(), noSuchSetting: true });
      contains('what is wrong', mistakes.join('\n'), /^noSuchSetting: /m);
    },
  },
  {
    id: 'SETTINGS-03',
    title: 'refuses settings in which everything is missing, and names what it needs',
    level,
    needs: [],
    run: async (bench) => holds(mistakesIn(bench, {}).length > 0, 'it takes settings in which there is nothing'),
  },
  {
    id: 'SETTINGS-04',
    title: 'refuses settings that are wrong, and names the key',
    level,
    needs: [],
    async run(bench) {
      for (const { settings, names } of bench.under.wrongSettings ?? []) {
        const mistakes = mistakesIn(bench, { ...bench.written(), ...settings });
        if (!mistakes.some((each) => each.startsWith(`${names}: `)))
          fail(`${JSON.stringify(settings)}: expected a mistake at ${names}, got ${mistakes.join('; ') || 'none'}`);
      }
    },
  },
  {
    id: 'SETTINGS-05',
    title: 'describes its settings for an editor',
    level,
    needs: [],
    async run(bench) {
      const schema = bench.host.schemaOf(bench.under.manifest.settingsClass);
      const keys = Object.keys((schema.properties ?? {}) as object);
      const unknown = Object.keys(bench.written()).filter((key) => !keys.includes(key));
      same('settings that the JSON Schema does not know', unknown, []);
    },
  },
  {
    id: 'SETTINGS-06',
    title: 'works with settings that nobody may change',
    level,
    needs: [],
    async run(bench) {
      const settings = deepFrozen(bench.settings(bench.written()));
      await bench.under.manifest.create(settings).check(bench.context());
    },
  },
];

function deepFrozen<T extends object>(value: T): T {
  for (const each of Object.values(value)) if (typeof each === 'object' && each !== null) deepFrozen(each as object);
  return Object.isFrozen(value) || ArrayBuffer.isView(value) ? value : Object.freeze(value);
}
