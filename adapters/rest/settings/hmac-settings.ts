import { IsIn, IsNotEmpty, IsString } from 'class-validator';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';

const KNOWN = ['method', 'host', 'path', 'query', 'url', 'contentType', 'bodyHash', 'timestamp', 'nonce'];
const ALGORITHMS = ['sha1', 'sha256', 'sha384', 'sha512'] as const;
const ENCODINGS = ['hex', 'base64', 'base64url'] as const;

/** Each request is signed with a secret. */
export class RestHmac {
  @IsString() @IsNotEmpty() secret!: string;
  @Description('How the secret is written.') @IsIn(['utf8', 'hex', 'base64']) secretEncoding: 'utf8' | 'hex' | 'base64' = 'utf8';
  @IsIn(ALGORITHMS) algorithm: (typeof ALGORITHMS)[number] = 'sha256';
  @Description('How signature and bodyHash are written.') @IsIn(ENCODINGS) encoding: (typeof ENCODINGS)[number] = 'hex';
  @Description('What is signed: Liquid that knows method, host, path, query, url, contentType, body, bodyHash, timestamp, nonce.')
  @IsLiquidTemplate([...KNOWN, 'body'])
  canonical = '{{ body }}';
  @Description('What is sent beside it: Liquid that knows signature and all that canonical knows but body.')
  @IsLiquidRecord([...KNOWN, 'signature'])
  headers: Record<string, string> = { 'X-Signature': '{{ signature }}' };
  @Description('How timestamp is written.') @IsIn(['iso', 'unix', 'unixMs']) timestamp: 'iso' | 'unix' | 'unixMs' = 'unix';
}
