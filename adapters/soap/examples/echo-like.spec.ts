import { describeAdapter } from '../../../test/adapter-kit/describe-adapter.js';
import { SHAPE } from '../../../test/adapter-kit/selections.js';
import { aDouble, makeCase } from '../../../test/adapters/soap-double.js';
import { siteNamed } from '../soap.conformance.js';

describeAdapter(siteNamed('echo-like'), SHAPE);

describe('the example for echo-like', () => {
  const bench = aDouble('echo-like');

  it('brings a text that looks like base64 there as it is', async () => {
    await makeCase(bench(), { description: 'dGVzdA==' });
    expect((await bench().theOnlyCase()).fields).toMatchObject({ Description: 'dGVzdA==' });
  });
});
