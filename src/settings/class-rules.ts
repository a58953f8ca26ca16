import { getMetadataStorage, ValidationTypes } from 'class-validator';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import type { SettingsClass } from '../adapter-kit/settings-shape.js';

type Rules = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>;

/** class-validator's rules of a class, by property in the order of declaration. */
export function rulesOf(type: SettingsClass): Map<string, Rules> {
  const byProperty = new Map<string, Rules>();
  for (const rule of getMetadataStorage().getTargetValidationMetadatas(type, '', false, false)) {
    byProperty.set(rule.propertyName, [...(byProperty.get(rule.propertyName) ?? []), rule]);
  }
  return byProperty;
}

/** May be left out: it says so, or it has a default. */
export function isOptional(type: SettingsClass, property: string): boolean {
  const rules = rulesOf(type).get(property) ?? [];
  return (
    rules.some(({ type: kind }) => kind === ValidationTypes.CONDITIONAL_VALIDATION) || defaultOf(type, property) !== undefined
  );
}

export function defaultOf(type: SettingsClass, property: string): unknown {
  return (new type() as Record<string, unknown>)[property];
}

/** The class that `@Type` names for a property. */
export function nestedTypeOf(type: SettingsClass, property: string): SettingsClass | undefined {
  const metadata = defaultMetadataStorage.findTypeMetadata(type, property) as { typeFunction?: () => unknown } | undefined;
  return metadata?.typeFunction?.() as SettingsClass | undefined;
}

/** Words of `@IsIn` or `@IsEnum`. */
export function wordsOf(type: SettingsClass, property: string): string[] | undefined {
  const rule = rulesOf(type)
    .get(property)
    ?.find(({ name }) => name === 'isIn' || name === 'isEnum');
  if (!rule) return undefined;
  return (rule.name === 'isIn' ? (rule.constraints[0] as unknown[]) : (rule.constraints[1] as unknown[])).map(String);
}
