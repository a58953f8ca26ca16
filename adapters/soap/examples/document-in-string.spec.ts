import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { describeAdapter } from '../../../test/adapter-kit/describe-adapter.js';
import { aDouble, makeCase } from '../../../test/adapters/soap-double.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { siteNamed } from '../soap.conformance.js';

describeAdapter(siteNamed('document-in-string'));

describe('the example for document-in-string', () => {
  const bench = aDouble('document-in-string');

  it('writes Latin-1, and what that lacks as something like it', async () => {
    await makeCase(bench(), { description: 'Straße in Łódź … 🕳' });
    expect((await bench().theOnlyCase()).fields).toMatchObject({ Description: 'Straße in Lódz ... ?' });
  });

  it('takes "already exists" for a success: our reference is the case’s', async () => {
    const request = aServiceRequest();
    for (const _again of [1, 2]) await expect(bench().adapter().createCase(request, aCallContext())).resolves.toBe(request.id);
    await bench().theOnlyCase();
  });
});
