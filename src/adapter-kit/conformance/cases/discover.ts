import type { DiscoveredService } from '../../adapter.js';
import type { ConformanceBench } from '../bench.js';
import type { ConformanceCase } from '../conformance-case.js';
import { contains, holds, same } from '../expectations.js';

const level = 'complete';

async function services(bench: ConformanceBench): Promise<readonly DiscoveredService[]> {
  return bench.adapter().discoverServices!(bench.context());
}

const twice = (codes: readonly string[]) => codes.filter((code, index) => codes.indexOf(code) !== index);

export const discoverCases: readonly ConformanceCase[] = [
  {
    id: 'DISCOVER-01',
    title: 'tells its services, each once, with a code that fits a path and a name',
    level,
    needs: ['discoverServices'],
    async run(bench) {
      const told = await services(bench);
      holds(told.length > 0, 'the CRM has services, and the adapter tells of none');
      same('codes that come twice', twice(told.map(({ code }) => code)), []);
      for (const { code, name } of told) {
        contains('the code', code, /^[A-Za-z0-9_-]+$/);
        contains(`the name of ${code}`, name, /\S/);
      }
    },
  },
  {
    id: 'DISCOVER-02',
    title: 'tells of each question with its type, and of lists what can be chosen',
    level,
    needs: ['discoverServices'],
    async run(bench) {
      for (const { code, attributes = [] } of await services(bench)) {
        same(`questions of ${code} that come twice`, twice(attributes.map((each) => each.code)), []);
        for (const { code: question, datatype, description, values = [] } of attributes) {
          contains(`the question ${question} of ${code}`, description, /\S/);
          const isList = datatype === 'singlevaluelist' || datatype === 'multivaluelist';
          same(`whether ${question} of ${code} has values to choose from`, values.length > 0, isList);
        }
      }
    },
  },
  {
    id: 'DISCOVER-03',
    title: 'tells the same services however often it is asked, and changes nothing by it',
    level,
    needs: ['discoverServices', 'ledger'],
    async run(bench) {
      await bench.aCase();
      const before = await bench.control.cases();
      same('the second list', await services(bench), await services(bench));
      same('the cases in the CRM', await bench.control.cases(), before);
    },
  },
];
