import type { Webhook } from 'standardwebhooks';

const LIMIT_MS = 15_000;

/** What a receiver said. */
export interface Posted {
  readonly status: number;
  readonly ok: boolean;
  /** As it stood in the answer. */
  readonly retryAfter?: string;
}

/** Posts to an address that an operator wrote. Redirects are not followed. @throws Error that says why no answer came. */
export async function postTo(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<Posted> {
  const response = await reach(url, body, { 'user-agent': 'open311-bridge', ...headers });
  await response.body?.cancel();
  return { status: response.status, ok: response.ok, retryAfter: response.headers.get('retry-after') ?? undefined };
}

/** Posts JSON, signed as Standard Webhooks says: github.com/standard-webhooks/standard-webhooks. @param id the same for every try. */
export function postSigned(url: string, signer: Webhook, id: string, message: object): Promise<Posted> {
  const payload = JSON.stringify(message);
  const now = new Date();
  return postTo(url, payload, {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': signer.sign(id, now, payload),
  });
}

async function reach(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  try {
    return await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal: AbortSignal.timeout(LIMIT_MS) });
  } catch (error) {
    // What fetch says is "fetch failed"; why stands below.
    const { message, cause } = error as Error;
    throw new Error(cause instanceof Error && cause.message ? cause.message : message, { cause: error });
  }
}
