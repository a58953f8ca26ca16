import { createPrivateKey, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { MisconfiguredError } from '../../../src/adapter-kit/errors.js';
import type { RestJwt } from '../settings/oauth2-settings.js';

/** A signed claim that we are who we are (RFC 7523, 3). @throws MisconfiguredError where the key does not fit. */
export async function jwtAssertion(settings: RestJwt): Promise<string> {
  const { algorithm, keyId, issuer, subject, audience, lastsSeconds, claims, key } = settings;
  try {
    return await new SignJWT({ ...claims })
      .setProtectedHeader({ alg: algorithm, typ: 'JWT', ...(keyId !== undefined && { kid: keyId }) })
      .setIssuer(issuer)
      .setSubject(subject)
      .setAudience(audience)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime(`${lastsSeconds}s`)
      .sign(createPrivateKey(key));
  } catch (error) {
    throw new MisconfiguredError(`auth.oauth2.jwt: nothing can be signed with the key: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
