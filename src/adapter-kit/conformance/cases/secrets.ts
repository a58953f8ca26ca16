import type { Misbehaviour } from '../../emulator/misbehaviour.js';
import type { ConformanceCase } from '../conformance-case.js';
import { failureOf } from '../expectations.js';
import { showsNoSecret, shownOf } from '../secrecy.js';
import { numbered } from './losses.js';

const level = 'basic';
const FAILURES: readonly Misbehaviour[] = [
  'auth',
  'fault',
  'ratelimit',
  'error500',
  'error503',
  'html',
  'garbage',
  'truncate',
  'empty',
  'drop',
  'cut',
  'refuse',
];

export const secretCases: readonly ConformanceCase[] = [
  {
    id: 'SECRET-01',
    title: 'shows no secret in what is captured and logged of a call that went well',
    level,
    needs: [],
    async run(bench) {
      const context = bench.context();
      await bench.adapter().createCase(bench.request(), context);
      showsNoSecret(shownOf(undefined, context), bench.under.secrets);
    },
  },
  {
    id: 'SECRET-02',
    title: 'shows no secret when the credentials are wrong',
    level,
    needs: ['credentials'],
    async run(bench) {
      const context = bench.context();
      const error = await failureOf('a check', bench.adapter(bench.under.badCredentials).check(context));
      showsNoSecret(shownOf(error, context), bench.under.secrets);
    },
  },
  ...FAILURES.map((mode, index): ConformanceCase => ({
    id: `SECRET-FAIL-${numbered(index + 1)}`,
    title: `shows no secret when a call fails (${mode})`,
    level,
    needs: [`fault:${mode}`],
    async run(bench) {
      const context = bench.context();
      await bench.control.misbehave({ mode });
      const error = await failureOf(`a case under ${mode}`, bench.adapter().createCase(bench.request(), context));
      showsNoSecret(shownOf(error, context), bench.under.secrets);
    },
  })),
];
