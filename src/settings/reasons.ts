/** class-validator's checks of a value's type: when one fails the others say nothing more. */
const TYPE_REASONS: Readonly<Record<string, string>> = {
  isArray: 'must be a list',
  isString: 'must be text',
  isInt: 'must be a whole number',
  isNumber: 'must be a number',
  isBoolean: 'must be true or false',
  isObject: 'must be a mapping',
  nestedValidation: 'must be a mapping',
  unknownValue: 'must be a mapping',
  isNotEmpty: 'must not be empty',
};

/** What to do about others, where their message does not say. */
const REMEDIES: Readonly<Record<string, string>> = {
  isTimeZone: ', such as Europe/Berlin; an offset that never changes is Etc/GMT-1 for UTC+1: the sign is turned round',
};

/** What failed, as a sentence without its subject. No value is repeated: it may be a secret. */
export function inOwnWords(
  constraints: Readonly<Record<string, string>>,
  error: { readonly property?: string; readonly value?: unknown },
): string {
  const typeCheck = Object.keys(TYPE_REASONS).find((name) => name in constraints);
  if (typeCheck && !constraints[typeCheck]?.startsWith('each value'))
    return TYPE_REASONS[typeCheck] + hint(typeCheck, error.value);
  if (typeCheck)
    return `each item ${TYPE_REASONS[typeCheck]}${hint(
      typeCheck,
      [error.value].flat().find((item) => typeof item !== 'string'),
    )}`;
  return Object.entries(constraints)
    .map(([name, message]) => withoutSubject(message, error.property ?? '') + (REMEDIES[name] ?? ''))
    .join(' and ');
}

function hint(check: string, value: unknown): string {
  const looksLikeText = typeof value === 'number' || typeof value === 'boolean';
  return check === 'isString' && looksLikeText ? ': put it in quotes' : '';
}

function withoutSubject(message: string, property: string): string {
  const each = `each value in ${property} `;
  if (message.startsWith(each)) return `each item ${message.slice(each.length)}`;
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}
