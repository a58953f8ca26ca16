import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import type { Parameters } from './parameters.js';

/** What says that a report was sent before (POST-20): the header, else the first configured attribute that has a value. */
export function idempotencyKeyOf(
  header: string | string[] | undefined,
  parameters: Parameters,
  { idempotencyAttributes }: JurisdictionSettings,
): string | undefined {
  const sent = [header].flat()[0]?.trim();
  if (sent) return `header:${sent}`;
  if (idempotencyAttributes.length === 0) return undefined;
  const answers = parameters.attributes();
  const code = idempotencyAttributes.find((each) => answers.get(each)?.[0]);
  return code && `${code}:${answers.get(code)![0]}`;
}
