import type { CaseRef } from '../../../src/domain/delivery.js';
import type { ServiceRequest } from '../../../src/domain/service-request.js';
import { type PlantedBug, withContext, withHttp, withVerbs } from './plant.js';

const theFirstToken = { authorization: undefined as string | undefined };

export const memoryBugs: readonly PlantedBug[] = [
  withVerbs('remembers what it answered to a key', 'KEY-01', ({ createCase }) => {
    const answered = new Map<string, Promise<CaseRef>>();
    return {
      createCase(request, context) {
        const earlier = answered.get(context.idempotencyKey) ?? createCase(request, context);
        answered.set(context.idempotencyKey, earlier);
        return earlier;
      },
    };
  }),
  withVerbs('mixes up requests that are sent side by side', 'CREATE-04', ({ createCase }) => {
    let current: ServiceRequest;
    return {
      async createCase(request, context) {
        current = request;
        await new Promise(setImmediate);
        return createCase(current, context);
      },
    };
  }),
  withHttp('shares one login among all connections', 'STATE-04', (request, send) => {
    theFirstToken.authorization ??= request.headers?.authorization;
    return send({ ...request, headers: { ...request.headers, authorization: theFirstToken.authorization! } });
  }),
  withVerbs('goes on in the background once it has answered', 'CALLS-03', ({ createCase, check }) => ({
    async createCase(request, context) {
      const caseRef = await createCase(request, context);
      setTimeout(() => void check(context).catch(() => undefined), 20);
      return caseRef;
    },
  })),
  withContext('uploads a file again that an earlier attempt has uploaded', 'MEDIA-KEPT-01', (context) => ({
    ...context,
    kept: { get: () => undefined, keep: (name, value) => context.kept.keep(name, value) },
  })),
  withContext('goes on when another worker has taken over', 'MEDIA-KEPT-03', (context) => ({
    ...context,
    kept: { get: (name) => context.kept.get(name), keep: (name, value) => context.kept.keep(name, value).catch(() => undefined) },
  })),
  withVerbs('logs its settings', 'SECRET-01', ({ createCase }, settings) => ({
    createCase(request, context) {
      context.logger.info({ settings }, 'making a case');
      return createCase(request, context);
    },
  })),
];
