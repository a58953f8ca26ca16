import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { alertProblems } from './checks/alert-checks.js';
import { deliveryProblems } from './checks/delivery-checks.js';
import { serverProblems } from './checks/server-checks.js';
import { mediaProblems } from './checks/media-checks.js';
import { queueProblems } from './checks/queue-checks.js';
import { checkShape } from './check-shape.js';
import type { Mistake } from './mistake.js';
import { deepMerge, type Plain } from './plain.js';
import { SettingsShape } from './shapes/settings-file.js';
import type { Problem } from './problem.js';
import { Source } from './source.js';

export interface GlobalSettings {
  /** Whole only when there are no mistakes. */
  readonly value: SettingsShape;
  /** `connection` as plain data: every connection starts from it. */
  readonly connectionDefaults: Plain;
  readonly mistakes: readonly Mistake[];
  /** The operator's file, else the packaged one: where mistakes are pointed at that show later. */
  readonly source: Source;
}

/** The packaged `config/defaults.yaml` with `settings.yaml` of the operator's folder, where there is one, laid over it. */
export async function loadGlobalSettings(
  packageRoot: string,
  configFolder: string,
  env: NodeJS.ProcessEnv,
): Promise<GlobalSettings> {
  const defaults = await Source.read(join(packageRoot, 'config', 'defaults.yaml'), env);
  const path = join(configFolder, 'settings.yaml');
  const own = existsSync(path) ? await Source.read(path, env) : undefined;
  const merged = deepMerge(defaults.value ?? {}, own?.value) as Plain;
  const { value, problems } = checkShape(SettingsShape, merged);
  const all = [
    ...problems,
    ...serverProblems(value.server),
    ...queueProblems(value.queue),
    ...deliveryProblems(value.connection?.delivery, ['connection', 'delivery']),
    ...mediaProblems(value.media, ['media']),
    ...alertProblems(value.alerts, ['alerts']),
  ];
  const written = all.filter((each) => own && isWritten(own, each));
  // Where the operator wrote the one of two keys that contradict each other, the packaged one is not to blame.
  const packaged = written.length > 0 ? [] : all;
  const mistakes = [
    ...defaults.mistakes,
    ...defaults.mistakesOf(packaged),
    ...(own?.mistakes ?? []),
    ...(own?.mistakesOf(written) ?? []),
  ];
  return { value, connectionDefaults: (merged.connection ?? {}) as Plain, mistakes, source: own ?? defaults };
}

/** Every packaged mapping is whole, so what is missing is missing where the operator began a mapping. */
function isWritten(own: Source, { path, kind }: Problem): boolean {
  return own.has(path) || (kind === 'missing' && own.has(path.slice(0, -1)));
}
