import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapterCatalogue } from '../../src/connections/adapter-catalogue.js';
import { tryExamples } from '../../src/trial/examples.js';
import { ConfigFolder, packageRoot } from '../support/configuration.js';
import { OAKVILLE } from '../support/oakville.js';

const MANUAL = readFileSync(join(packageRoot, 'docs/mapping.md'), 'utf8');
const CITY = `${OAKVILLE}routes: [{ to: crm }]
`;

it('the examples in docs/mapping.md are right, and what they promise is what comes', async () => {
  const example = /```yaml example\n([\s\S]*?)```/.exec(MANUAL)![1]!;
  const folder = new ConfigFolder();
  const mistakesOf = async (text: string) => {
    folder.city(CITY + text);
    return (await folder.mistakes({ CRM_TOKEN: 'a-token' }, { adapters: adapterCatalogue, tryConnection: tryExamples })).map(
      ({ reason }) => reason,
    );
  };
  try {
    expect(await mistakesOf(example)).toEqual([]);
    expect(await mistakesOf(example.replace('TREE: Parks', 'TREE: Roads'))).toEqual([
      'a tree goes to Parks: expected "Parks", came "Roads"',
    ]);
  } finally {
    folder.remove();
  }
});
