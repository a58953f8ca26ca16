import { type CountryCode, findPhoneNumbersInText } from 'libphonenumber-js/max';

const PHONE = '[phone number removed]';
const EMAIL = '[e-mail address removed]';
/** Bounded everywhere, so that no text takes long. */
const ADDRESS = /[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu;
/** Seven digits or more with no letter between: what may hold a number. Anything else is not looked at, for looking is slow. */
const DIGITS = /[+(]{0,2}\d(?:[^\p{L}\p{N}\n]{0,4}\d){6,40}/gu;
/** Where a plus stands, a number is meant, even one that no country has. */
const INTERNATIONAL = /\+[1-9](?:[\s()./-]{0,3}\d){6,14}/g;

/** The text without e-mail addresses and phone numbers. @param country ISO 3166 code whose national numbers are known; without it only international ones are. */
export function maskContacts(text: string, country?: string): string {
  const withoutEmail = text.includes('@') ? text.replace(ADDRESS, EMAIL) : text;
  return withoutEmail.replace(DIGITS, (candidate) => maskNumbers(candidate, country).replace(INTERNATIONAL, PHONE));
}

function maskNumbers(candidate: string, country: string | undefined): string {
  const found = findPhoneNumbersInText(candidate, { defaultCountry: country as CountryCode | undefined });
  return found.reduceRight((text, { startsAt, endsAt }) => text.slice(0, startsAt) + PHONE + text.slice(endsAt), candidate);
}
