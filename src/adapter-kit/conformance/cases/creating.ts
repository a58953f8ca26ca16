import type { ServiceRequest } from '../../../domain/service-request.js';
import type { ConformanceCase } from '../conformance-case.js';
import type { ConformanceBench } from '../bench.js';
import { contains, holds, lacks, same } from '../expectations.js';

const BARE = { description: undefined, point: undefined, address: undefined, group: undefined, attributes: [], reporter: {} };

/** What a case holds of one request. */
async function arrived(bench: ConformanceBench, overrides: Partial<ServiceRequest>): Promise<string> {
  await bench.aCase(bench.request(overrides));
  return bench.ledgerText();
}

export const creatingCases: readonly ConformanceCase[] = [
  {
    id: 'CREATE-01',
    title: 'makes one case, and answers with the reference that the CRM gave it',
    level: 'basic',
    needs: ['ledger'],
    async run(bench) {
      const caseRef = await bench.aCase();
      same('the reference', caseRef, (await bench.onlyCase()).ref);
    },
  },
  {
    id: 'CREATE-02',
    title: 'writes our public id into the case',
    level: 'basic',
    needs: ['ledger'],
    async run(bench) {
      const request = bench.request();
      await bench.aCase(request);
      contains('the case', await bench.ledgerText(), request.id);
    },
  },
  {
    id: 'CREATE-03',
    title: 'makes a case out of a request that says nothing but its service',
    level: 'basic',
    needs: ['ledger'],
    async run(bench) {
      lacks('the case', await arrived(bench, BARE), /undefined|\[object Object\]|\bNaN\b|Invalid Date/);
      await bench.onlyCase();
    },
  },
  {
    id: 'CREATE-04',
    title: 'keeps requests sent side by side apart',
    level: 'basic',
    needs: ['ledger'],
    async run(bench) {
      const adapter = bench.adapter();
      const requests = [1, 2, 3, 4].map(() => bench.request());
      const refs = await Promise.all(requests.map((each) => bench.aCase(each, adapter)));
      const cases = await bench.control.cases();
      same('the references in the CRM', cases.map(({ ref }) => ref).sort(), [...refs].sort());
      for (const [index, { id }] of requests.entries()) {
        const ours = cases.find(({ ref }) => ref === refs[index]);
        contains(`case ${refs[index]}`, JSON.stringify(ours), id);
      }
    },
  },
  {
    id: 'CREATE-05',
    title: 'answers with a reference that is a text with something in it and no blanks around it',
    level: 'basic',
    needs: [],
    async run(bench) {
      const caseRef: unknown = await bench.aCase();
      holds(
        typeof caseRef === 'string' && caseRef !== '' && caseRef === caseRef.trim(),
        `not a reference: ${JSON.stringify(caseRef)}`,
      );
      lacks('the reference', String(caseRef), /^(undefined|null|NaN|\[object Object\])$/);
    },
  },
  {
    id: 'CREATE-06',
    title: 'brings the description there',
    level: 'basic',
    needs: ['ledger'],
    run: async (bench) =>
      contains('the case', await arrived(bench, { description: 'A hole as wide as a door' }), 'A hole as wide as a door'),
  },
  {
    id: 'CREATE-07',
    title: 'brings the address there',
    level: 'basic',
    needs: ['ledger'],
    run: async (bench) => contains('the case', await arrived(bench, { address: '77 Orchard Row' }), '77 Orchard Row'),
  },
  {
    id: 'CREATE-08',
    title: 'brings the answers to the service’s questions there',
    level: 'complete',
    needs: ['ledger'],
    run: async (bench) =>
      contains('the case', await arrived(bench, { attributes: [{ code: 'depth', values: ['knee-deep'] }] }), 'knee-deep'),
  },
  {
    id: 'CREATE-09',
    title: 'brings the way to the reporter there',
    level: 'complete',
    needs: ['ledger'],
    run: async (bench) =>
      contains('the case', await arrived(bench, { reporter: { email: 'mary@example.org' } }), 'mary@example.org'),
  },
  {
    id: 'CREATE-10',
    title: 'leaves the request as it was handed over',
    level: 'basic',
    needs: [],
    async run(bench) {
      const request = bench.request();
      const before = structuredClone(request);
      await bench.aCase(frozen(request));
      same('the request', structuredClone(request), before);
    },
  },
  {
    id: 'CREATE-11',
    title: 'makes cases of requests with every kind of gap: no place, no name, no group',
    level: 'complete',
    needs: ['ledger'],
    async run(bench) {
      const gaps: Partial<ServiceRequest>[] = [
        { point: undefined },
        { address: undefined },
        { group: undefined },
        { reporter: { email: 'only@example.org' } },
        { reporter: { firstName: 'Only' } },
        { attributes: [{ code: 'unheard-of', values: [] }] },
        { description: '' },
      ];
      for (const gap of gaps) await bench.aCase(bench.request(gap));
      same('the number of cases', (await bench.control.cases()).length, gaps.length);
      lacks('the cases', await bench.ledgerText(), /undefined|\[object Object\]|\bNaN\b|Invalid Date/);
    },
  },
  {
    id: 'CREATE-12',
    title: 'brings every answer to a question of several answers there',
    level: 'complete',
    needs: ['ledger'],
    async run(bench) {
      const text = await arrived(bench, { attributes: [{ code: 'depth', values: ['knee-deep', 'full of mud'] }] });
      for (const answer of ['knee-deep', 'full of mud']) contains('the case', text, answer);
    },
  },
];

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
