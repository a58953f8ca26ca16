import { MisconfiguredError, TransientError } from '../../src/adapter-kit/errors.js';
import { aCallContext } from './a-call-context.js';
import type { Subject } from './adapter-under-test.js';

export function promisesOfCreating<S extends object>({ bench, request, badCredentials }: Subject<S>): void {
  it('makes one case, which carries our id and answers to the reference that came back', async () => {
    const ours = request();
    const caseRef = await bench().adapter().createCase(ours, aCallContext());
    expect(caseRef).toBe((await bench().theOnlyCase()).ref);
    expect(await bench().ledgerText()).toContain(ours.id);
  });

  it('makes a case out of a request that says nothing but its service', async () => {
    const bare = { description: undefined, point: undefined, address: undefined, group: undefined, attributes: [], reporter: {} };
    await bench().adapter().createCase(request(bare), aCallContext());
    expect(await bench().ledgerText()).not.toMatch(/undefined|\[object Object\]/);
  });

  it('keeps requests sent side by side apart', async () => {
    const adapter = bench().adapter();
    const refs = await Promise.all([1, 2, 3, 4].map(() => adapter.createCase(request(), aCallContext())));
    expect(new Set(refs).size).toBe(4);
    expect((await bench().control.cases()).map((each) => each.ref).sort()).toEqual([...refs].sort());
  });

  it('says that all is well, and changes nothing, when asked to check', async () => {
    await expect(bench().adapter().check(aCallContext())).resolves.toBeUndefined();
    expect(await bench().control.cases()).toEqual([]);
  });

  it('says that the credentials are wrong when asked to check', async () => {
    await expect(bench().adapter(badCredentials).check(aCallContext())).rejects.toBeInstanceOf(MisconfiguredError);
  });

  it('says that the CRM can not be reached when asked to check', async () => {
    await bench().control.misbehave({ mode: 'refuse' });
    await expect(bench().adapter().check(aCallContext())).rejects.toBeInstanceOf(TransientError);
  });
}
