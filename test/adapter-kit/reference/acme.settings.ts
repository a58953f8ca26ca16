import { IsNotEmpty, IsString, IsUrl, Matches } from 'class-validator';
import { Description } from '../../../src/adapter-kit/settings-shape.js';

/** What an operator writes under `settings:`. Each rule is checked at start; each description shows in an editor. */
export class AcmeSettings {
  @Description('Where the CRM answers, such as https://acme.example.org/api')
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false, disallow_auth: true })
  baseUrl!: string;

  @Description('Access token. Write ${NAME} to take it from the environment')
  @IsString()
  @IsNotEmpty()
  @Matches(/^[\x21-\x7e]+$/, { message: 'must be one word of visible ASCII characters' })
  token!: string;

  @Description('The category of a case whose service the CRM does not know')
  @IsString()
  @IsNotEmpty()
  category = 'GENERAL';
}
