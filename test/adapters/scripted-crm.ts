import type { Answer, AnsweringServer, Received } from '../adapter-kit/answering-server.js';

type Route = Answer | ((request: Received) => Answer);

/** Answers by method and path, as in `GET /issues/7.json`; a query does not count. What is not among the routes is answered with 418. */
export function scripted(crm: AnsweringServer, base: string, routes: Readonly<Record<string, Route>>): void {
  crm.answer = (request) => {
    const path = new URL(request.url, crm.url).pathname.replace(base, '');
    const route = routes[`${request.method} ${path}`];
    if (route === undefined) return { status: 418, body: { error: `the script has no ${request.method} ${path}` } };
    return typeof route === 'function' ? route(request) : route;
  };
}

/** What was asked, as people write it: `GET /issues.json?cf_7=26-1`. */
export function askedOf(crm: AnsweringServer, base: string): string[] {
  return crm.received.map(({ method, url }) => `${method} ${decodeURIComponent(url.replaceAll('+', ' ')).replace(base, '')}`);
}

export function jsonOf({ body }: Received): unknown {
  return JSON.parse(body);
}

/** One call as a test compares it: the address as people read it, a body that is JSON as what it says. */
export function sentTo(crm: AnsweringServer, index: number) {
  const { method, url, headers, body } = crm.received[index]!;
  return {
    method,
    url: decodeURIComponent(url.replaceAll('+', ' ')),
    headers,
    json: body.startsWith('{') ? JSON.parse(body) : body,
  };
}
