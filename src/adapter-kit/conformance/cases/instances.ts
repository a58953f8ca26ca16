import type { Misbehaviour } from '../../emulator/misbehaviour.js';
import type { ConformanceCase } from '../conformance-case.js';
import { contains, failsAs, lacks, same } from '../expectations.js';
import { numbered } from './losses.js';

const level = 'reliable';
const FAILURES: readonly Misbehaviour[] = [
  'refuse',
  'drop',
  'auth',
  'fault',
  'ratelimit',
  'error500',
  'html',
  'truncate',
  'garbage',
];

export const instanceCases: readonly ConformanceCase[] = [
  {
    id: 'STATE-01',
    title: 'keeps two connections apart: what goes to one CRM never gets to the other',
    level,
    needs: ['ledger'],
    async run(bench) {
      const another = await bench.anotherServer();
      const [here, there] = [bench.adapter(), bench.adapter({}, another)];
      const [ours, theirs] = [bench.request(), bench.request()];
      await Promise.all([bench.aCase(ours, here), bench.aCase(theirs, there), bench.aCase(bench.request(), here)]);
      const [mine, other] = [await bench.control.cases(), await another.control!.cases()].map((each) => JSON.stringify(each));
      contains('the first CRM', mine!, ours.id);
      lacks('the first CRM', mine!, theirs.id);
      contains('the second CRM', other!, theirs.id);
      lacks('the second CRM', other!, ours.id);
    },
  },
  {
    id: 'STATE-02',
    title: 'looks for a case in its own CRM only',
    level,
    needs: ['ledger', 'findCase'],
    async run(bench) {
      const another = await bench.anotherServer();
      const request = bench.request();
      await bench.aCase(request, bench.adapter());
      const elsewhere = await bench.adapter({}, another).findCase(request, bench.since(), bench.context());
      same('the look-up in the other CRM', elsewhere, { is: 'absent' });
    },
  },
  {
    id: 'STATE-03',
    title: 'is not spoilt by another connection whose credentials are wrong',
    level,
    needs: ['credentials'],
    async run(bench) {
      const good = bench.adapter();
      await good.check(bench.context());
      const bad = bench.adapter(bench.under.badCredentials);
      await failsAs('the bad connection', 'misconfigured', bad.check(bench.context()));
      await good.check(bench.context());
    },
  },
  {
    id: 'STATE-04',
    title: 'does not lend its credentials to another connection',
    level,
    needs: ['credentials'],
    async run(bench) {
      const [good, bad] = [bench.adapter(), bench.adapter(bench.under.badCredentials)];
      await bench.aCase(bench.request(), good);
      await failsAs('the bad connection', 'misconfigured', bench.aCase(bench.request(), bad));
    },
  },
  ...FAILURES.map((mode, index): ConformanceCase => ({
    id: `STATE-AFTER-${numbered(index + 1)}`,
    title: `works again as soon as the CRM does (${mode})`,
    level,
    needs: ['ledger', `fault:${mode}`],
    async run(bench) {
      const adapter = bench.adapter();
      await bench.aCase(bench.request(), adapter);
      await bench.control.misbehave({ mode });
      await Promise.allSettled([bench.aCase(bench.request(), adapter), bench.aCase(bench.request(), adapter)]);
      await bench.control.behave();
      const request = bench.request();
      const caseRef = await bench.aCase(request, adapter);
      contains('the case', JSON.stringify(await bench.caseOf(caseRef)), request.id);
    },
  })),
  {
    id: 'STATE-AFTER-10',
    title: 'works again after a call that was stopped',
    level,
    needs: ['ledger', 'fault:hang'],
    async run(bench) {
      const adapter = bench.adapter();
      await bench.control.misbehave({ mode: 'hang' });
      await Promise.allSettled([adapter.createCase(bench.request(), bench.context({ signal: AbortSignal.timeout(80) }))]);
      await bench.control.behave();
      const caseRef = await bench.aCase(bench.request(), adapter);
      await bench.caseOf(caseRef);
    },
  },
];
