import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import type { ServiceRequest } from '../../../src/domain/service-request.js';
import type { SoapAttachments } from '../settings/attachment-settings.js';
import { beyondLimits } from './picture-limits.js';

export interface InlinePicture {
  readonly fileName: string;
  readonly contentType: string;
  readonly url: string;
  /** Bytes. */
  readonly size: number;
  readonly base64: string;
}

/**
 * The pictures of a report, fetched from their addresses, for a message that carries them. One that does not come, or that the CRM does not take,
 * is left out: no picture is worth a case.
 */
export async function inlinePictures(
  { mediaUrls }: Pick<ServiceRequest, 'mediaUrls'>,
  { inCreate, limits }: SoapAttachments,
  context: CallContext,
): Promise<InlinePicture[]> {
  const pictures: InlinePicture[] = [];
  for (const url of mediaUrls.slice(0, inCreate?.most ?? 0)) {
    const fetched = await fetchPicture(url, inCreate!.timeoutMs, context);
    const problem = typeof fetched === 'string' ? fetched : beyondLimits(fetched, limits);
    if (typeof fetched === 'string' || problem !== undefined)
      context.logger.warn({ url, problem }, 'a picture is left out of the message that makes the case');
    else pictures.push(view(url, fetched));
  }
  return pictures;
}

interface Fetched {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** The picture, or why there is none. */
async function fetchPicture(url: string, timeoutMs: number, { http, signal }: CallContext): Promise<Fetched | string> {
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const { status, headers, bytes } = await http.request({ method: 'GET', url, signal: limited });
    const contentType = headers['content-type'] ?? '';
    if (status !== 200 || !bytes || !/^image\//i.test(contentType))
      return `HTTP ${status} and ${contentType || 'no content type'}`;
    return { fileName: nameIn(url), contentType, bytes };
  } catch (error) {
    return (error as Error).message;
  }
}

function nameIn(url: string): string {
  return new URL(url).pathname.split('/').at(-1) || 'picture';
}

function view(url: string, { fileName, contentType, bytes }: Fetched): InlinePicture {
  return { fileName, contentType, url, size: bytes.length, base64: bytes.toString('base64') };
}
