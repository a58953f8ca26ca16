import { ValidateBy } from 'class-validator';
import { patternMistake } from '../domain/pattern.js';
import { SchemaFragment } from './settings-shape.js';

/** Settings decorator: a regular expression that `Pattern` takes. */
export function IsPattern(): PropertyDecorator {
  const check = ValidateBy({
    name: 'isPattern',
    validator: {
      validate: (value: unknown) => patternMistake(value) === undefined,
      defaultMessage: (given) => `${given?.property} ${patternMistake(given?.value)}`,
    },
  });
  return (target, property) => [SchemaFragment({ type: 'string' }), check].forEach((decorate) => decorate(target, property));
}

/** Settings decorator: a list of such. */
export function IsPatternList(): PropertyDecorator {
  const mistake = (value: unknown) =>
    Array.isArray(value) ? value.map(patternMistake).find((each) => each !== undefined) : 'is no list';
  const check = ValidateBy({
    name: 'isPatternList',
    validator: {
      validate: (value: unknown) => mistake(value) === undefined,
      defaultMessage: (given) => `${given?.property} must be a list of regular expressions; one ${mistake(given?.value)}`,
    },
  });
  const shape = SchemaFragment({ type: 'array', items: { type: 'string' } });
  return (target, property) => [shape, check].forEach((decorate) => decorate(target, property));
}
