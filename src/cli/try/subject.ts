import { existsSync } from 'node:fs';
import { personalValues } from '../../domain/personal-data.js';
import { checkShape } from '../../settings/check-shape.js';
import { isMapping } from '../../settings/plain.js';
import { SettingsError } from '../../settings/settings-error.js';
import type { JurisdictionSettings } from '../../settings/jurisdiction-settings.js';
import { SampleRequestShape, SampleUpdateShape } from '../../settings/shapes/example-shape.js';
import { YamlFile } from '../../settings/yaml-file.js';
import { requestOf, subjectOf, type TrialSubject } from '../../trial/sample.js';

/** A report out of a file of YAML or JSON, by GeoReport's names; `update` and `caseRef` may stand beside its fields. @throws SettingsError with every mistake. */
export async function subjectInFile(path: string, city: JurisdictionSettings): Promise<TrialSubject> {
  const file = await YamlFile.read(path);
  if (file.mistakes.length > 0) throw new SettingsError(file.mistakes);
  const { update, caseRef, ...fields } = isMapping(file.value) ? file.value : {};
  const shaped = checkShape(SampleRequestShape, fields);
  const later = checkShape(SampleUpdateShape, update ?? {}, ['update']);
  const problems = [...shaped.problems, ...later.problems];
  if (problems.length > 0) throw new SettingsError(problems.map((each) => file.mistake(each.path, each.reason, each.suggestion)));
  return subjectOf(requestOf(shaped.value, city), typeof caseRef === 'string' ? caseRef : undefined, later.value);
}

export function isFile(path: string): boolean {
  return existsSync(path);
}

export function personalOf({ request, note }: TrialSubject): string[] {
  return [...personalValues(request.reporter), ...Object.values(note.author).filter((value) => value !== undefined)];
}
