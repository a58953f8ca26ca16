import type { CrmAdapter } from '../../src/adapter-kit/adapter.js';
import { checkShape } from '../../src/settings/check-shape.js';
import { overPreset } from '../../src/settings/presets/over-preset.js';
import { rest } from '../../adapters/rest/rest.adapter.js';
import { RestSettings } from '../../adapters/rest/rest.settings.js';

/** An adapter as `preset: NAME` and what a city writes beside it make one. @throws Error that lists every mistake. */
export function restPreset(preset: string, written: Readonly<Record<string, unknown>>): CrmAdapter {
  const { settings, problems } = overPreset({ preset, ...written }, rest.presets, []);
  const shaped = checkShape(RestSettings, settings);
  const all = [...problems, ...shaped.problems];
  if (all.length > 0) throw new Error(all.map(({ path, reason }) => `${path.join('.')}: ${reason}`).join('; '));
  return rest.create(shaped.value);
}
