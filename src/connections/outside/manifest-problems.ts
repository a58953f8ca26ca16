import { ADAPTER_CAPABILITIES } from '../../adapter-kit/adapter.js';
import { isCharset } from '../../adapter-kit/charset.js';
import { nearest } from '../../settings/nearest.js';
import { settingsClassProblems } from './settings-class-problems.js';

/**
 * All that is wrong with the fields of a manifest, in words whose subject is the adapter. Its version is another matter: what another version of the
 * contract asks for isn't known. Fields that this version doesn't know are left alone.
 */
export function manifestProblems(manifest: Readonly<Record<string, unknown>>): string[] {
  return [
    ...typeProblems(manifest.type),
    ...(typeof manifest.label === 'string' && manifest.label.trim() !== ''
      ? []
      : ['has no label: a few words that tell operators which CRM it is for']),
    ...settingsClassProblems(manifest.settingsClass),
    ...capabilityProblems(manifest.capabilities),
    ...limitProblems(manifest.limits),
    ...functionProblems(manifest, 'create', 'makes the adapter out of its settings'),
    ...functionProblems(manifest, 'startEmulator', 'starts a stand-in for the CRM'),
  ];
}

function typeProblems(type: unknown): string[] {
  if (typeof type !== 'string' || type === '') return ['has no type: the word that operators write under type:'];
  return /^[a-z][a-z0-9-]*$/.test(type)
    ? []
    : [`has the type ${JSON.stringify(type)}: it may hold a-z, 0-9 and - only, and begins with a letter`];
}

function functionProblems(manifest: Readonly<Record<string, unknown>>, key: string, purpose: string): string[] {
  if (typeof manifest[key] === 'function') return [];
  return [`has ${manifest[key] === undefined ? `no ${key}` : `a ${key} that is no function`}: it ${purpose}`];
}

function capabilityProblems(capabilities: unknown): string[] {
  if (capabilities === undefined) return [];
  if (!Array.isArray(capabilities)) return ['has capabilities that are no list'];
  const known: readonly unknown[] = ADAPTER_CAPABILITIES;
  return capabilities
    .filter((word) => !known.includes(word))
    .map((word) => {
      const meant = nearest(String(word), ADAPTER_CAPABILITIES);
      return `has the capability ${String(word)}, which is none of ${ADAPTER_CAPABILITIES.join(', ')}${meant ? ` (did you mean ${meant}?)` : ''}`;
    });
}

type Rule = readonly [test: (value: unknown) => boolean, wanted: string];
const SIZE: Rule = [(value) => Number.isInteger(value) && (value as number) > 0, 'a whole number above 0'];
const TEXTS: Rule = [(value) => Array.isArray(value) && value.every((each) => typeof each === 'string'), 'a list of texts'];
const LIMITS: Readonly<Record<string, Rule>> = {
  titleCharacters: SIZE,
  descriptionCharacters: SIZE,
  noteCharacters: SIZE,
  charset: [(value) => typeof value === 'string' && isCharset(value), 'the name of a charset, such as windows-1252'],
  'media.types': TEXTS,
  'media.maxBytes': SIZE,
  'media.maxFiles': SIZE,
};

function limitProblems(limits: unknown): string[] {
  if (!isObject(limits)) return ['has no limits: write limits: {} where none is known'];
  const media = isObject(limits.media) ? limits.media : {};
  return Object.entries(LIMITS).flatMap(([key, [holds, wanted]]) => {
    const value = key.startsWith('media.') ? media[key.slice('media.'.length)] : limits[key];
    return value === undefined || holds(value) ? [] : [`has limits.${key} that is not ${wanted}`];
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
