import { readFileSync } from 'node:fs';
// @ts-expect-error a script in JavaScript
import { differences as untypedDifferences, HOW_TO_ACCEPT, kitApi, LIST } from '../scripts/kit-api.js';

const differences = untypedDifferences as (before: string, now: string) => string[];
const list = () => readFileSync(LIST as string, 'utf8');

it('the types of the adapter kit are those that were accepted', async () => {
  const found = differences(list(), await (kitApi as () => Promise<string>)());
  if (found.length > 0)
    throw new Error(`the types of the adapter kit have changed:\n${found.join('\n')}\n${HOW_TO_ACCEPT as string}`);
});

it('a changed type is told by its name and lines; a new one and one that is gone, by name', () => {
  const changed = list()
    .replace('  readonly deadline: Date;', '  readonly deadline: number;')
    .replace('## CaseRef\n', '## CaseReference\n');
  expect(differences(list(), changed)).toEqual([
    'gone: CaseRef',
    'new: CaseReference',
    'changed: CallContext\n  - readonly deadline: Date;\n  + readonly deadline: number;',
  ]);
});
