import { cityWith, ConfigFolder, RIGHT_CITY } from '../../test/support/configuration.js';
import { checkConfigCommand } from './check-config.command.js';

let folder: ConfigFolder;
beforeEach(() => {
  folder = new ConfigFolder();
});
afterEach(() => folder.remove());

async function run(load = () => folder.load()): Promise<{ out: string[]; failed: string[] }> {
  const [out, failed]: [string[], string[]] = [[], []];
  await checkConfigCommand({ load, out: (line) => out.push(line), fail: (message) => failed.push(message) }).parseAsync([], {
    from: 'user',
  });
  return { out, failed };
}

it('says how much there is when all is right', async () => {
  folder
    .city(RIGHT_CITY)
    .city(cityWith(['id: oakville', 'id: ashford'], ['routes:', '  spare: { type: stone }\nroutes:']), 'ashford.yaml');
  await expect(run()).resolves.toEqual({ out: ['config is right: 2 jurisdictions, 2 services, 3 connections'], failed: [] });
});

it('fails with every mistake when something is wrong', async () => {
  folder.city(cityWith(['to: office', 'to: ofice'], ['name: Oakville', 'name: 3']));
  const { out, failed } = await run();
  expect(out).toEqual([]);
  expect(failed).toHaveLength(1);
  expect(failed[0]).toContain('oakville.yaml:2 name: must be text');
  expect(failed[0]).toContain('oakville.yaml:14 routes[0].to: there is no connection ofice (did you mean `office`?)');
});

it('does not take a bug for a mistake of the operator', async () => {
  await expect(run(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug');
});
