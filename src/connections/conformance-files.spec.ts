import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConformance } from './conformance-files.js';

describe('what an adapter says to the conformance suite', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'conformance-'));
    writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('can not be asked of what is neither a folder nor an adapter of ours', async () => {
    await expect(loadConformance('nowhere')).rejects.toThrow(
      /^nowhere is neither a folder, nor an installed package, nor one of .*lagan, .*rest/,
    );
  });

  it('is missing in a folder without a compiled conformance file', async () => {
    writeFileSync(join(folder, 'acme.conformance.ts'), '');
    await expect(loadConformance(folder)).rejects.toThrow(/no compiled <type>\.conformance\.js in .*docs\/conformance\.md/);
  });

  it.each(['', 'export const conformance = [];', 'export const conformance = [{ manifest: {} }];'])(
    'has to be a list of adapters (%j)',
    async (source) => {
      writeFileSync(join(folder, 'acme.conformance.js'), source);
      await expect(loadConformance(folder)).rejects.toThrow(/must export a list named conformance/);
    },
  );
});
