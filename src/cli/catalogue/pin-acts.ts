import { PINNABLE, type Pinnable } from '../../domain/catalogue.js';
import { nearest } from '../../settings/nearest.js';
import { actorOf, withBridge } from '../deliveries/operator.js';
import type { CatalogueDependencies } from './catalogue-dependencies.js';
import { subject } from './catalogue-acts.js';

interface Place {
  readonly id: string;
  readonly code: string;
  readonly field: string;
}

/** @throws Error when the field can't be pinned, or the value is none of it. */
export async function pin(
  deps: CatalogueDependencies,
  { id, code, field: name, value }: Place & { value?: string },
  options: { as?: string },
): Promise<void> {
  const by = actorOf(options);
  const field = pinnable(name);
  await withBridge(deps, async (bridge) => {
    const { store } = subject(bridge, id);
    const now = (await store.effective([id])).find(({ service }) => service.code === code);
    const current = { ...now?.service, ...now?.pins }[field as 'name'] as unknown;
    if (value === undefined && now && current === undefined) throw new Error(`${code} has no ${field}: say the value`);
    const pinned = value === undefined ? current : valueOf(field, value);
    await store.pin(id, code, field, pinned ?? null, by);
    deps.out(`${code}: ${field} is ${JSON.stringify(pinned)} and stays so`);
  });
}

export async function unpin(
  deps: CatalogueDependencies,
  { id, code, field: name }: Place,
  options: { as?: string },
): Promise<void> {
  const by = actorOf(options);
  const field = pinnable(name);
  await withBridge(deps, async (bridge) => {
    const done = await subject(bridge, id).store.unpin(id, code, field, by);
    if (!done) throw new Error(`${field} of ${code} is not pinned`);
    deps.out(`${code}: ${field} follows the CRM again`);
  });
}

function pinnable(name: string): Pinnable {
  const found = PINNABLE.find((each) => each === name);
  if (found) return found;
  const meant = nearest(name, PINNABLE);
  throw new Error(`${name} can't be pinned; ${meant ? `did you mean ${meant}?` : `these can: ${PINNABLE.join(', ')}`}`);
}

function valueOf(field: Pinnable, text: string): unknown {
  if (field === 'keywords')
    return text
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean);
  if (field === 'private' || field === 'maskContacts') {
    if (text !== 'true' && text !== 'false') throw new Error(`${field} is true or false`);
    return text === 'true';
  }
  if (field === 'name' && text.trim() === '') throw new Error('the name must not be empty');
  return text.trim();
}
