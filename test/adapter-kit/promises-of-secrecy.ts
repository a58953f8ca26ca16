import { aCallContext, type TestContext } from './a-call-context.js';
import type { Subject } from './adapter-under-test.js';

const FAILURES = ['auth', 'fault', 'ratelimit', 'error500', 'html', 'truncate', 'empty', 'drop', 'refuse'] as const;

export function promisesOfSecrecy<S extends object>({ bench, request, badCredentials, secrets }: Subject<S>): void {
  it('shows no secret in what is captured of a call that went well', async () => {
    const context = aCallContext({ secrets });
    await bench().adapter().createCase(request(), context);
    expectNoSecret(undefined, context, secrets);
  });

  it.each(FAILURES)('shows no secret when a call fails (%s)', async (mode) => {
    await bench().control.misbehave({ mode });
    const context = aCallContext({ secrets });
    const failure: unknown = await bench()
      .adapter()
      .createCase(request(), context)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expectNoSecret(failure, context, secrets);
  });

  it('shows no secret when the credentials are wrong', async () => {
    const context = aCallContext({ secrets });
    const failure: unknown = await bench()
      .adapter(badCredentials)
      .check(context)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expectNoSecret(failure, context, secrets);
  });
}

function expectNoSecret(failure: unknown, { exchanges, logged }: TestContext, secrets: readonly string[]): void {
  const shown = [...chain(failure), JSON.stringify(exchanges), JSON.stringify(logged)].join('\n');
  for (const secret of secrets) {
    expect(shown).not.toContain(secret);
    expect(shown).not.toContain(Buffer.from(secret).toString('base64'));
  }
}

/** Texts of an error and of all it was caused by: each may be shown to an operator. */
function chain(error: unknown): string[] {
  return error instanceof Error ? [error.message, ...chain(error.cause)] : [];
}
