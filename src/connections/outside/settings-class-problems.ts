import type { SettingsClass } from '../../adapter-kit/settings-shape.js';
import { rulesOf } from '../../settings/class-rules.js';

/** What keeps a settings class from being checked and described. A key without a decorator could not be set: it would count as unknown. */
export function settingsClassProblems(settingsClass: unknown): string[] {
  if (settingsClass === undefined)
    return ['has no settingsClass: a class whose decorators say what operators may write under settings:'];
  if (typeof settingsClass !== 'function' || typeof settingsClass.prototype !== 'object')
    return ['has a settingsClass that is no class'];
  try {
    const keys = Object.keys(new (settingsClass as SettingsClass)());
    const decorated = rulesOf(settingsClass as SettingsClass);
    const bare = keys.filter((key) => !decorated.has(key));
    return bare.length > 0 ? [bareWords(settingsClass.name, bare, decorated.size === 0)] : [];
  } catch (error) {
    return [`has a settingsClass that can not be made without arguments: ${(error as Error).message}`];
  }
}

function bareWords(name: string, bare: readonly string[], all: boolean): string {
  const which = all ? 'without any decorator' : `without a decorator on ${bare.join(', ')}`;
  const keys = all ? ` (keys: ${bare.join(', ')})` : '';
  return `has the settings class ${name} ${which}${keys}: decorate each key with the kit's decorators such as @IsString(), with decorateSettings in JavaScript, and compile TypeScript with experimentalDecorators`;
}
