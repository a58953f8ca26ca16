/** What there is, and the methods it offers besides HEAD and OPTIONS (contract section 1). Paths are without suffix. */
export const RESOURCES: readonly { readonly path: RegExp; readonly methods: readonly ('GET' | 'POST')[] }[] = [
  { path: /^\/open311(\/v2)?\/discovery$/, methods: ['GET'] },
  { path: /^\/open311\/v2\/services$/, methods: ['GET'] },
  { path: /^\/open311\/v2\/services\/[^/]+$/, methods: ['GET'] },
  { path: /^\/open311\/v2\/requests$/, methods: ['GET', 'POST'] },
  { path: /^\/open311\/v2\/requests?\/[^/]+$/, methods: ['GET'] },
  { path: /^\/open311\/v2\/tokens\/[^/]+$/, methods: ['GET'] },
  { path: /^\/open311\/v2\/servicerequestupdates$/, methods: ['GET', 'POST'] },
];

/** Methods of a path; undefined where there is nothing. */
export function methodsOf(path: string): string[] | undefined {
  const methods = RESOURCES.find((each) => each.path.test(path))?.methods;
  return methods && ['GET', 'HEAD', ...methods.filter((method) => method !== 'GET'), 'OPTIONS'];
}
