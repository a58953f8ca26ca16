import { IsBoolean, IsNotEmpty, IsOptional, IsString } from 'class-validator';
import { Description } from '../../src/adapter-kit/settings-shape.js';

/** How the server's certificate is judged. */
export class EmailTls {
  @Description('False accepts any certificate: for tests only.') @IsBoolean() rejectUnauthorized = true;
  @Description('Certificates of authorities to trust, PEM, instead of the usual ones.')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  ca?: string;
  @Description('The name the certificate has to carry. Left out: host.')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  servername?: string;
}

/** As the TLS of Node wants it. */
export function tlsOptions({ rejectUnauthorized, ca, servername }: EmailTls) {
  return { rejectUnauthorized, ...(ca && { ca }), ...(servername && { servername }) };
}
