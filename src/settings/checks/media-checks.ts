import ipaddr from 'ipaddr.js';
import type { KeyPath } from '../mistake.js';
import { invalid, type Problem } from '../problem.js';
import type { MediaShape, S3Shape } from '../shapes/media-shape.js';
import { orderProblems } from './delivery-checks.js';
import { texts } from './lenient.js';

/** What no single key of `media` shows. @param path of the `media` mapping. */
export function mediaProblems(media: MediaShape | undefined, path: KeyPath): Problem[] {
  if (typeof media !== 'object' || media === null) return [];
  return [
    ...orderProblems(media, 'backoffMinMs', 'backoffMaxMs', path),
    ...orderProblems(media, 'maxFileBytes', 'maxTotalBytes', path),
    ...texts(media.allowPrivateAddresses, [...path, 'allowPrivateAddresses'])
      .filter(({ item }) => !ipaddr.isValid(item) && !ipaddr.isValidCIDR(item))
      .map((each) => invalid(each.path, 'must be an address or a network such as 10.1.2.0/24')),
    ...credentialProblems(media.s3, [...path, 's3']),
  ];
}

function credentialProblems(s3: S3Shape | undefined, path: KeyPath): Problem[] {
  if (typeof s3 !== 'object' || s3 === null || !s3.accessKeyId === !s3.secretAccessKey) return [];
  const [there, missing] = s3.accessKeyId ? ['accessKeyId', 'secretAccessKey'] : ['secretAccessKey', 'accessKeyId'];
  return [invalid([...path, there], `stands without ${missing}: write both, or neither`)];
}
