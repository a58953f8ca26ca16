import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { describeAdapter } from '../../../test/adapter-kit/describe-adapter.js';
import { SHAPE } from '../../../test/adapter-kit/selections.js';
import { aDouble, makeCase } from '../../../test/adapters/soap-double.js';
import { addressOf } from '../../../test/adapters/soap-post.js';
import { siteNamed } from '../soap.conformance.js';

describeAdapter(siteNamed('online-forms'), SHAPE);

describe('the example for online-forms', () => {
  const bench = aDouble('online-forms');

  it('sends every answer as a field, and asks FL at its own address', async () => {
    await makeCase(bench(), { attributes: [{ code: 'depth', values: ['deep', 'wide'] }] });
    expect((await bench().theOnlyCase()).fields).toMatchObject({
      name: 'pothole_form',
      complete: 'Y',
      data: { depth: ['deep', 'wide'], easting: expect.stringMatching(/^\d{6}\.\d\d$/) },
    });
    const context = aCallContext();
    await bench().adapter().check(context);
    expect(context.exchanges.map(({ url }) => url)).toEqual([addressOf(bench().emulator, 'fl')]);
  });
});
