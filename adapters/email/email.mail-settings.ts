import { createPrivateKey } from 'node:crypto';
import {
  IsBoolean,
  IsFQDN,
  IsInt,
  IsNotEmpty,
  IsString,
  Matches,
  Max,
  Min,
  ValidateBy,
  type ValidationArguments,
} from 'class-validator';
import { Description } from '../../src/adapter-kit/settings-shape.js';

/** How mails are signed (RFC 6376). */
export class EmailDkim {
  @Description('The domain that vouches: that of from, or one above it.') @IsFQDN({ require_tld: false }) domain!: string;
  @Description('The left part of the name under which DNS has the public key: SELECTOR._domainkey.DOMAIN.')
  @Matches(/^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$/)
  selector!: string;
  @Description('PEM, for instance ${file:/etc/ssl/dkim.pem}. RSA.') @IsPrivateKey() privateKey!: string;
}

/** Which pictures go along with a report. All the others are named by their addresses, and so are these. */
export class EmailPictures {
  @Description('False: none, only addresses.') @IsBoolean() attach = true;
  @Description('The first so many.') @IsInt() @Min(1) @Max(50) maxFiles = 5;
  @Description('Of all in one mail, before they are encoded for it, which takes a third more.')
  @IsInt()
  @Min(1_000)
  @Max(50_000_000)
  maxBytes = 7_000_000;
}

function IsPrivateKey(): PropertyDecorator {
  const isKey = (value: unknown): boolean => {
    try {
      return typeof value === 'string' && createPrivateKey(value).asymmetricKeyType === 'rsa';
    } catch {
      return false;
    }
  };
  const message = (given?: ValidationArguments) => `${given?.property} must be a private key in PEM (RSA), without a passphrase`;
  const check = ValidateBy({ name: 'isPrivateKey', validator: { validate: isKey, defaultMessage: message } });
  return (target, property) => [IsString(), IsNotEmpty(), check].forEach((decorate) => decorate(target, property));
}
