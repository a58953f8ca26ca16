import { IsBoolean, IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import { Description, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { EmailTls } from '../email.tls-settings.js';

/** Our own mailbox, in which what was sent can be looked up and answers arrive. */
export class EmailImap {
  @Description('The IMAP server.') @IsString() @IsNotEmpty() host!: string;
  @IsInt() @Min(1) @Max(65_535) port = 993;
  @Description('TLS from the first byte, as on port 993.') @IsBoolean() secure = true;
  @Description(
    'Where it is not secure from the first byte: always raises the connection to TLS, never sends the password as it is.',
  )
  @IsIn(['always', 'never'])
  startTls: 'always' | 'never' = 'always';
  @Nested(() => EmailTls) tls: EmailTls = new EmailTls();
  @IsString() @IsNotEmpty() username!: string;
  @IsString() @IsNotEmpty() password!: string;
  @Description(
    'Who puts what was sent into the sent folder: the bridge; the server, before it takes a mail (Gmail, Microsoft 365); nobody: then nothing can be looked up.',
  )
  @IsIn(['bridge', 'server', 'nobody'])
  filedBy: 'bridge' | 'server' | 'nobody' = 'bridge';
  @Description('Left out: the folder that the server marks as the one for sent mail.')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  sentFolder?: string;
}
