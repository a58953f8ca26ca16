import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import type { RestAuth } from '../settings/auth-settings.js';
import type { Authenticator } from './authenticator.js';
import { FixedCredentials } from './fixed-credentials.js';
import { HmacSigner } from './hmac-signer.js';
import { LoginSession } from './login-session.js';
import { OAuth2Token } from './oauth2-token.js';
import { RenewedPass } from './renewed-pass.js';

/** @param urlOf the address of a path of the settings. */
export function authenticatorFor(settings: RestAuth, urlOf: (path: string) => URL): Authenticator {
  const { kind, hmac, oauth2, login } = settings;
  const expired = new MappingExpression(settings.expired);
  switch (kind) {
    case 'hmac':
      return new HmacSigner(hmac!);
    case 'oauth2':
      return new RenewedPass(new OAuth2Token(oauth2!), expired);
    case 'login':
      return new RenewedPass(new LoginSession(login!, urlOf), expired);
    default:
      return new FixedCredentials(settings);
  }
}
