import { ValidateBy, type ValidationArguments } from 'class-validator';
import { TextTemplate } from '../../src/adapter-kit/liquid.js';
import { isProjection } from '../../src/adapter-kit/projection.js';
import { DETAILED_STATUSES, type RequestStatus } from '../../src/domain/service-request.js';

/** Settings decorator: a grid that coordinates can be brought to. */
export function IsProjection(): PropertyDecorator {
  return rule('isProjection', isProjection, 'must be an EPSG code known here or a proj string, such as EPSG:27700');
}

/** Settings decorator: a Liquid template that prints our id, whatever else is missing. */
export function ShowsId(): PropertyDecorator {
  return rule('showsId', showsId, 'must show {{ id }}: what we sent is found again by it');
}

/** Settings decorator: a mapping whose keys are words that mean open, or closed. */
export function HasStatusKeys(meaning: RequestStatus): PropertyDecorator {
  const known = (value: unknown) => Object.keys(value ?? {}).every((key) => statusWords(meaning).includes(key));
  return rule('hasStatusKeys', known, `must have keys out of ${statusWords(meaning).join(', ')}`);
}

/** Settings decorator: ways to look for a party, as `email` or `phone+name`. */
export function IsMatchRuleList(): PropertyDecorator {
  const fits = (value: unknown) => Array.isArray(value) && value.every((each) => typeof each === 'string' && isMatchRule(each));
  return rule('isMatchRuleList', fits, 'must be a list of email, phone, name, or several of them joined by +');
}

function isMatchRule(text: string): boolean {
  const parts = text.split('+');
  return parts.every((part) => ['email', 'phone', 'name'].includes(part)) && new Set(parts).size === parts.length;
}

/** Settings decorator: what only the newer contract has. */
export function IsOfNewerContract(): PropertyDecorator {
  const validator = {
    validate: (_value: unknown, given?: ValidationArguments) => (given!.object as { contract?: unknown }).contract === 'newer',
    defaultMessage: (given?: ValidationArguments) => `${given?.property} needs contract: newer`,
  };
  return ValidateBy({ name: 'isOfNewerContract', validator });
}

/** Settings decorator: only one of two may be given. */
export function IsAbsentBeside(other: string): PropertyDecorator {
  const validator = {
    validate: (_value: unknown, given?: ValidationArguments) => (given!.object as Record<string, unknown>)[other] === undefined,
    defaultMessage: (given?: ValidationArguments) => `${given?.property} can not go with ${other}: give one of them`,
  };
  return ValidateBy({ name: 'isAbsentBeside', validator });
}

/** What a resident may say of the status, as far as it means open, or closed. */
export function statusWords(meaning: RequestStatus): string[] {
  return Object.entries(DETAILED_STATUSES).flatMap(([word, means]) => (means === meaning ? [word] : []));
}

function rule(name: string, validate: (value: unknown) => boolean, reason: string): PropertyDecorator {
  return ValidateBy({ name, validator: { validate, defaultMessage: (given) => `${given?.property} ${reason}` } });
}

function showsId(template: unknown): boolean {
  const id = '99-31415926';
  try {
    return typeof template === 'string' && new TextTemplate(template).render({ id }).includes(id);
  } catch {
    return false;
  }
}
