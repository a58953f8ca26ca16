import { setTimeout as sleep } from 'node:timers/promises';
import { MisconfiguredError, OutcomeUnknownError, RejectedError, TransientError } from '../../../src/adapter-kit/errors.js';
import { type PlantedBug, withContext, withHttp, withVerbs } from './plant.js';

/** The sound verb's failures, replaced. */
const failingOtherwise = (bug: string, caughtBy: string, otherwise: (error: unknown, token: string) => unknown): PlantedBug =>
  withVerbs(bug, caughtBy, ({ createCase }, { token }) => ({
    createCase: (request, context) =>
      createCase(request, context).catch((error: unknown) => {
        throw otherwise(error, token);
      }),
  }));

export const failureBugs: readonly PlantedBug[] = [
  withVerbs('takes a refusal for a case that somebody else will look after', 'CREATE-FAIL-02', ({ createCase }) => ({
    createCase: (request, context) =>
      createCase(request, context).catch((error: unknown) => {
        if (error instanceof RejectedError) return 'MANUAL';
        throw error;
      }),
  })),
  failingOtherwise('takes a lost answer for nothing done', 'CREATE-LOST-01', (error) =>
    error instanceof OutcomeUnknownError ? new TransientError(error.message) : error,
  ),
  failingOtherwise('takes wrong credentials for a fault of the report', 'CREATE-FAIL-03', (error) =>
    error instanceof MisconfiguredError ? new RejectedError(error.message) : error,
  ),
  failingOtherwise('forgets for how long a busy CRM asks to wait', 'CREATE-FAIL-06', (error) =>
    error instanceof TransientError ? new TransientError(error.message) : error,
  ),
  failingOtherwise('throws texts', 'CREATE-FAIL-01', (error) => String(error)),
  failingOtherwise('shows the token in an error of a failed call', 'SECRET-FAIL-01', (error, token) =>
    error instanceof MisconfiguredError ? new MisconfiguredError(`${error.message} (token ${token})`) : error,
  ),
  withVerbs('shows in an error who reported', 'CREATE-FAIL-02', ({ createCase }) => ({
    createCase: (request, context) =>
      createCase(request, context).catch((error: unknown) => {
        throw error instanceof RejectedError ? new RejectedError(`${error.message}: ${JSON.stringify(request)}`) : error;
      }),
  })),
  withHttp('takes any page with status 200 for success', 'CREATE-LOST-02', async (request, send) => {
    const answer = await send(request);
    const isPage = answer.status === 200 && answer.text.startsWith('<');
    return isPage ? { ...answer, text: JSON.stringify({ ok: true, ticket: { number: 'T-0', state: 'NEW' } }) } : answer;
  }),
  withHttp('overlooks a refusal inside a 200', 'CREATE-FAIL-02', async (request, send) => {
    const answer = await send(request);
    const text = answer.text.replace('"ok":false', '"ok":true,"ticket":{"number":"T-0","state":"NEW"}');
    return answer.status === 200 ? { ...answer, text } : answer;
  }),
  withHttp('takes the page of a web server for "no such case"', 'STATUS-FAIL-14', async (request, send) => {
    const answer = await send(request);
    return answer.status === 404 ? { ...answer, text: '{"ok":false}' } : answer;
  }),
  withHttp('takes 403 for a fault of the report', 'CREATE-FAIL-12', async (request, send) => {
    const answer = await send(request);
    return answer.status === 403 ? { ...answer, status: 400, text: '{"ok":false,"error":"Forbidden"}' } : answer;
  }),
  withHttp('takes an answer for success that does not say so', 'NOTE-LOST-13', async (request, send) => {
    const answer = await send(request);
    return answer.text === '{}' ? { ...answer, text: '{"ok":true}' } : answer;
  }),
  withHttp('tries again by itself after an error of the server', 'CALLS-ONCE-02', async (request, send) => {
    const answer = await send(request);
    return answer.status >= 500 ? send(request) : answer;
  }),
  withHttp('waits for as long as a busy CRM asks, and tries again', 'CALLS-05', async (request, send) => {
    const answer = await send(request);
    if (answer.status !== 429) return answer;
    await sleep(Number(answer.headers['retry-after']) * 1000);
    return send(request);
  }),
  withContext('ignores its signal', 'CREATE-STOP-02', (context) => ({ ...context, signal: new AbortController().signal })),
  withHttp('tells the CRM once more when it was stopped', 'CREATE-STOP-02', (request, send, { signal }) =>
    send(request).catch((error: unknown) => {
      if (signal.aborted) void send({ ...request, signal: undefined }).catch(() => undefined);
      throw error;
    }),
  ),
  withVerbs('says that all is well without asking', 'CHECK-03', () => ({ check: () => Promise.resolve() })),
];
