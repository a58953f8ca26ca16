import type { AdapterLogger, CasePicture } from '../../../src/adapter-kit/adapter.js';
import { RejectedError } from '../../../src/adapter-kit/errors.js';
import type { SoapPictureLimits } from '../settings/attachment-settings.js';

type Measured = Pick<CasePicture, 'fileName' | 'contentType' | 'bytes'>;

/** Why the CRM does not take a picture; undefined when it does. */
export function beyondLimits(
  { fileName, contentType, bytes }: Measured,
  { maxBytes, types }: SoapPictureLimits,
): string | undefined {
  if (maxBytes !== undefined && bytes.length > maxBytes)
    return `${fileName} has ${bytes.length} bytes, and attachments.limits.maxBytes is ${maxBytes}`;
  const type = contentType.split(';')[0]!.trim().toLowerCase();
  if (types && !types.some((each) => each.toLowerCase() === type))
    return `${fileName} is ${type}, and attachments.limits.types has ${types.join(', ')}`;
  return undefined;
}

/** @returns whether it is to be sent. @throws RejectedError for one that the CRM does not take, unless such ones are skipped. */
export function isWithin(picture: Measured, limits: SoapPictureLimits, logger: AdapterLogger): boolean {
  const problem = beyondLimits(picture, limits);
  if (problem === undefined) return true;
  if (limits.others === 'refuse') throw new RejectedError(problem);
  logger.warn({ problem }, 'a picture that this CRM does not take: it is left out');
  return false;
}
