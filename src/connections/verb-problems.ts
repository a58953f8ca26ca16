import { ADAPTER_CAPABILITIES, type AdapterManifest } from '../adapter-kit/adapter.js';

const EVERY_ADAPTER = ['check', 'createCase', 'findCase'] as const;

/** What is wrong with an adapter that `create` made, in words whose subject is the adapter. */
export function verbProblems(adapter: unknown, { capabilities }: Pick<AdapterManifest<object>, 'capabilities'>): string[] {
  if (typeof adapter !== 'object' || adapter === null)
    return [`has a create that returns ${String(adapter)}, not an object with verbs`];
  const verbs = adapter as Readonly<Record<string, unknown>>;
  const lacking = EVERY_ADAPTER.filter((verb) => typeof verbs[verb] !== 'function');
  const odd = ADAPTER_CAPABILITIES.filter((verb) => verbs[verb] !== undefined && typeof verbs[verb] !== 'function');
  const untold = ADAPTER_CAPABILITIES.filter(
    (verb) => typeof verbs[verb] === 'function' && capabilities && !capabilities.includes(verb),
  );
  return [
    ...lacking.map((verb) => `has no ${verb}: every adapter has ${EVERY_ADAPTER.join(', ')}`),
    ...odd.map((verb) => `has a ${verb} that is no function; leave it out where the CRM can't do it`),
    ...untold.map((verb) => `has ${verb}, which its manifest's capabilities don't name`),
  ];
}
