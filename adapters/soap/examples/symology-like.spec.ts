import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { describeAdapter } from '../../../test/adapter-kit/describe-adapter.js';
import { SHAPE } from '../../../test/adapter-kit/selections.js';
import { aDouble, makeCase } from '../../../test/adapters/soap-double.js';
import { RejectedError } from '../../../src/adapter-kit/errors.js';
import { siteNamed } from '../soap.conformance.js';

describeAdapter(siteNamed('symology-like'), SHAPE);

describe('the example for symology-like', () => {
  const bench = aDouble('symology-like');

  it('makes one case of a report without a place, though StatusCode says that not all went well, and logs a warning', async () => {
    const context = aCallContext();
    const ref = await makeCase(bench(), { point: undefined }, context);
    expect((await bench().theOnlyCase()).ref).toBe(ref);
    expect(JSON.stringify(context.logged)).toMatch(/could not be placed on the map|Saved with warnings/);
  });

  it('takes a StatusCode without a row for a refusal', async () => {
    await bench().control.misbehave({ mode: 'fault', op: 'SendRequest' });
    await expect(makeCase(bench())).rejects.toBeInstanceOf(RejectedError);
  });

  it('sends date and time apart, in the server’s zone, as far back as the server’s clock is', async () => {
    await makeCase(bench(), { requestedAt: new Date('2026-03-02T18:31:00Z') });
    expect((await bench().theOnlyCase()).fields).toMatchObject({ RecordedDate: '2026-03-02', RecordedTime: '23:58:55' });
  });

  it('gives the first answers fields of their own, and the rest lines', async () => {
    const attributes = ['a', 'b', 'c', 'd'].map((code) => ({ code, values: [`${code}1`] }));
    await makeCase(bench(), { attributes });
    expect((await bench().theOnlyCase()).fields).toMatchObject({
      AdditionalField1: 'a: a1',
      AdditionalField3: 'c: c1',
      RequestDescription: expect.stringContaining('d: d1'),
    });
  });
});
