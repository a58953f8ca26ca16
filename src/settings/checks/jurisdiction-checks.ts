import { isSupportedCountry } from 'libphonenumber-js/max';
import { nearest } from '../nearest.js';
import { invalid, type Problem } from '../problem.js';
import type { JurisdictionShape } from '../shapes/jurisdiction-file.js';
import { CODE } from '../shapes/service-shape.js';
import { areaProblems } from './area-checks.js';
import { canaryProblems } from './canary-checks.js';
import { connectionProblems } from './connection-checks.js';
import { pushProblems } from './push-checks.js';
import { routeProblems } from './route-checks.js';
import { tableProblems } from './table-checks.js';
import { serviceProblems } from './service-checks.js';
import { workingTimeProblems } from './working-time-checks.js';

/** Everything about one city that takes more than one key to see. Bears any shape: what is malformed was told before. */
export function jurisdictionProblems(city: JurisdictionShape): Problem[] {
  return [
    ...timeZoneProblems(city.timeZone),
    ...countryProblems(city.country),
    ...publicIdProblems(city.publicId),
    ...workingTimeProblems(city.workingTime, ['workingTime']),
    ...areaProblems(city),
    ...serviceProblems(city.services),
    ...connectionProblems(city.connections),
    ...routeProblems(city),
    ...canaryProblems(city),
    ...tableProblems(city),
    ...pushProblems(city.push, ['push']),
  ];
}

function timeZoneProblems(timeZone: unknown): Problem[] {
  if (typeof timeZone !== 'string' || timeZone === '') return [];
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return [];
  } catch {
    const fixed = fixedOffset(timeZone);
    const suggestion = fixed ?? nearest(timeZone, Intl.supportedValuesOf('timeZone'));
    const why = fixed ? ': one that never changes is an Etc zone, with the sign turned round' : '';
    return [invalid(['timeZone'], `${timeZone} is not an IANA time zone${why}`, suggestion)];
  }
}

/** `UTC+1` is Etc/GMT-1. */
function fixedOffset(timeZone: string): string | undefined {
  const [, sign, hours] = /^(?:UTC|GMT)([+-])0?(\d{1,2})(?::?00)?$/i.exec(timeZone) ?? [];
  return hours === undefined ? undefined : `Etc/GMT${sign === '+' ? '-' : '+'}${hours}`;
}

function countryProblems(country: unknown): Problem[] {
  if (typeof country !== 'string' || isSupportedCountry(country)) return [];
  return [invalid(['country'], 'must be the ISO 3166 code of a country in two capital letters, such as US')];
}

function publicIdProblems(pattern: unknown): Problem[] {
  if (typeof pattern !== 'string') return [];
  if (!CODE.test(pattern)) return [invalid(['publicId'], 'may hold the letters A-Z and a-z, digits, _ and - only')];
  const runs = pattern.match(/N+/g) ?? [];
  return runs.length === 1 ? [] : [invalid(['publicId'], `needs one run of N for the number, and has ${runs.length || 'none'}`)];
}
