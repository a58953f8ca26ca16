import type { AdapterPreset } from '../../adapter-kit/preset.js';
import type { Answers } from './answers.js';

export interface Chosen {
  readonly type: string;
  readonly presetName: string;
  readonly preset: AdapterPreset;
  /** Of the connection. */
  readonly name: string;
}

export interface PlannedConnection {
  /** As it goes into the city's file: secrets are references. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The names of the environment that it refers to, and what was typed for them. */
  readonly secrets: ReadonlyMap<string, string | undefined>;
}

const REFERENCE = /^\$\{(\w+)\}$/;

/** What the answers make of a preset. */
export function plannedConnection({ type, presetName, preset, name }: Chosen, answers: Answers): PlannedConnection {
  const secrets = new Map<string, string | undefined>();
  const settings: Record<string, unknown> = { preset: presetName };
  const asked = new Map(preset.questions.filter(({ secret }) => secret).map(({ key }) => [key, secretName(name, key)]));
  for (const [key, answer] of answers) if (!asked.has(key)) put(settings, key.split('.'), answer);
  for (const [key, variable] of asked) {
    const answer = answers.get(key);
    const reference = REFERENCE.exec(answer ?? '')?.[1];
    secrets.set(reference ?? variable, reference === undefined ? answer : undefined);
    put(settings, key.split('.'), `\${${reference ?? variable}}`);
  }
  return { data: { type, settings, ...preset.connection }, secrets };
}

/** Such as SERVICENOW_CLIENT_SECRET. */
export function secretName(connection: string, key: string): string {
  const last = key
    .split('.')
    .at(-1)!
    .replaceAll(/[A-Z]/g, (letter) => `_${letter}`);
  return `${connection}_${last}`.replaceAll(/\W/g, '_').toUpperCase();
}

function put(into: Record<string, unknown>, [key = '', ...below]: readonly string[], value: string): void {
  if (below.length === 0) {
    into[key] = value;
    return;
  }
  const inside = into[key];
  const mapping = typeof inside === 'object' && inside !== null ? (inside as Record<string, unknown>) : {};
  into[key] = mapping;
  put(mapping, below, value);
}
