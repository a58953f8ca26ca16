import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { MisconfiguredError } from '../../src/adapter-kit/errors.js';
import { aCallContext } from '../../test/adapter-kit/a-call-context.js';
import { validated } from '../../test/adapter-kit/adapter-bench.js';
import { AnsweringServer } from '../../test/adapter-kit/answering-server.js';
import { restAdapterFor } from '../../test/adapters/rest-adapter-for.js';
import { rest } from './rest.adapter.js';
import { startRestEmulator } from './rest.emulator.js';
import { RestSettings } from './rest.settings.js';

it('reads the kinds of case to the last page, with the questions of each', async () => {
  const emulator = await startRestEmulator({});
  try {
    const example = parse(readFileSync(new URL('./rest.example.yaml', import.meta.url), 'utf8')) as object;
    const adapter = rest.create(validated(RestSettings, { ...example, ...emulator.settings }));
    const told = await adapter.discoverServices!(aCallContext());
    expect(told.map(({ code, group }) => [code, group])).toEqual([
      ['POTHOLE', 'Streets'],
      ['GRAFFITI', 'Cleanliness'],
      ['TREE', undefined],
    ]);
    expect(told[0]!.attributes).toEqual([
      {
        code: 'SIZE',
        datatype: 'singlevaluelist',
        required: false,
        description: 'How large is it?',
        datatypeDescription: '',
        values: [{ key: 'S', name: 'A plate' }],
      },
    ]);
    expect(told[2]!.attributes).toMatchObject([{ code: 'KIND', datatype: 'string', required: true }]);
  } finally {
    await emulator.close();
  }
});

it('gives no part of a list whose end the CRM keeps to itself', async () => {
  const crm = await AnsweringServer.start();
  try {
    crm.answer = () => ({ body: [{ code: 'A', name: 'A' }] });
    const adapter = restAdapterFor(crm, { services: { path: '/kinds', list: 'body', cap: 1 } });
    await expect(adapter.discoverServices!(aCallContext())).rejects.toThrow(MisconfiguredError);
    expect(restAdapterFor(crm).discoverServices).toBeUndefined();
  } finally {
    await crm.close();
  }
});
