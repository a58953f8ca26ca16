import type { Reporter } from './service-request.js';

/**
 * What is personal: each field of a reporter, by the name it has in GeoReport and in the store. Kept apart from the public record,
 * never part of a GET (POST-21), masked in logs, attempts and exports.
 */
export const PERSONAL_FIELDS = {
  email: 'email',
  phone: 'phone',
  firstName: 'first_name',
  lastName: 'last_name',
  deviceId: 'device_id',
  accountId: 'account_id',
} as const satisfies Readonly<Record<keyof Reporter, string>>;

export type PersonalField = (typeof PERSONAL_FIELDS)[keyof Reporter];

/** A reporter out of fields by their outer names; what is null or undefined is left out. */
export function reporterFrom(valueOf: (field: PersonalField) => string | null | undefined): Reporter {
  const entries = Object.entries(PERSONAL_FIELDS).map(([key, field]) => [key, valueOf(field) ?? undefined] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Reporter;
}

/** Values to be masked wherever anything is shown or written down. */
export function personalValues(reporter: Reporter): string[] {
  return Object.keys(PERSONAL_FIELDS).flatMap((key) => reporter[key as keyof Reporter] ?? []);
}
