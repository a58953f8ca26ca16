import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { describeAdapter } from '../../../test/adapter-kit/describe-adapter.js';
import { aDouble, makeCase } from '../../../test/adapters/soap-double.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { startSessionLike } from '../emulator/session-like/session-like.emulator.js';
import { siteNamed } from '../soap.conformance.js';

describeAdapter(siteNamed('session-like'));

describe('the example for session-like', () => {
  const bench = aDouble('session-like', () => startSessionLike({ sessionCalls: 3 }));

  it('logs in once for several calls, and anew when the CRM says that the session is over', async () => {
    const adapter = bench().adapter();
    const contexts = Array.from({ length: 4 }, () => aCallContext());
    for (const context of contexts) await adapter.createCase(aServiceRequest(), context);
    expect(contexts.map(({ exchanges }) => exchanges.length)).toEqual([2, 1, 1, 3]);
    expect(await bench().control.cases()).toHaveLength(4);
  });

  it('logs in once for calls that wait at the same time', async () => {
    const adapter = bench().adapter();
    const contexts = [aCallContext(), aCallContext(), aCallContext()];
    await Promise.all(contexts.map((context) => adapter.createCase(aServiceRequest(), context)));
    expect(contexts.flatMap(({ exchanges }) => exchanges).filter(({ url }) => url.endsWith('/login'))).toHaveLength(1);
  });

  it('knows a case by the fifteen characters that both of its identifiers have', async () => {
    expect(await makeCase(bench())).toMatch(/^500\d{12}$/);
  });
});
