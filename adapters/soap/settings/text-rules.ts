import { ValidateBy } from 'class-validator';
import { isDatePattern } from '../../../src/adapter-kit/dates/date-pattern.js';
import { templateMistake } from '../../../src/adapter-kit/liquid.js';
import { SchemaFragment } from '../../../src/adapter-kit/settings-shape.js';
import { treeMistake } from '../tree/tree-template.js';
import { VARIABLES } from './variables.js';

/** Settings decorator: Liquid that uses known names only. */
export function IsText(): PropertyDecorator {
  return rule('isText', (value) => templateMistake(value, VARIABLES), { type: 'string' });
}

/** Settings decorator: a mapping of names to such texts. */
export function IsTextRecord(): PropertyDecorator {
  const mistake = (value: unknown) =>
    isMapping(value)
      ? Object.entries(value).flatMap(([key, item]) => templateMistake(item, VARIABLES)?.replace(/^/, `${key}: `) ?? [])[0]
      : 'it is no mapping';
  return rule('isTextRecord', mistake, { type: 'object', additionalProperties: { type: 'string' } });
}

/** Settings decorator: a list of such texts. */
export function IsTextList(): PropertyDecorator {
  const mistake = (value: unknown) =>
    Array.isArray(value) && value.length > 0
      ? value.map((item) => templateMistake(item, VARIABLES)).find((each) => each !== undefined)
      : 'it is no list, or an empty one';
  return rule('isTextList', mistake, { type: 'array', items: { type: 'string' }, minItems: 1 });
}

/** Settings decorator: how moments are written, one way or several. */
export function IsDatePattern(): PropertyDecorator {
  const mistake = (value: unknown) =>
    [value].flat().every((each) => typeof each === 'string' && isDatePattern(each))
      ? undefined
      : 'it is no pattern such as dd/MM/yyyy HH:mm, nor iso, iso-local, epoch-s or epoch-ms';
  return rule('isDatePattern', mistake, { type: 'string' });
}

/** Settings decorator: a tree of elements. */
export function IsTree(): PropertyDecorator {
  return rule('isTree', treeMistake, { anyOf: [{ type: 'object' }, { type: 'array', items: { type: 'object' } }] });
}

function rule(name: string, mistake: (value: unknown) => string | undefined, schema: Record<string, unknown>): PropertyDecorator {
  const check = ValidateBy({
    name,
    validator: {
      validate: (value: unknown) => mistake(value) === undefined,
      defaultMessage: (given) => `${given?.property} is not right: ${mistake(given?.value)}`,
    },
  });
  return (target, property) => [SchemaFragment(schema), check].forEach((decorate) => decorate(target, property));
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
