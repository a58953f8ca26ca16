import { createHash } from 'node:crypto';
import type { ImportedRequest } from './imported-request.js';

/** Of what is kept of a request: the same content has the same digest in every run. Pictures are no part of it. */
export function digestOf({ mediaUrls: _pictures, publicId: _id, ...kept }: ImportedRequest): string {
  const content = Object.entries(kept).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(content)).digest('base64url');
}
