import { Charset } from '../../../src/adapter-kit/charset.js';
import type { HttpRequest } from '../../../src/adapter-kit/http.js';
import { TextTemplate } from '../../../src/adapter-kit/liquid.js';
import type { SoapOperation } from '../settings/operation-settings.js';
import { VARIABLES, type Values } from '../settings/variables.js';
import type { SoapSettings } from '../soap.settings.js';
import type { Link } from './link.js';

/** What stands round the message: headers, content type, SOAPAction (SOAP 1.1 section 6.1.1, RFC 3902) and HTTP credentials. */
export class HttpSide {
  private readonly action: TextTemplate;
  /** Absent: UTF-8, which HTTP clients write themselves. */
  private readonly charset?: Charset;
  private readonly headers: readonly (readonly [string, TextTemplate])[];
  private readonly auth: Readonly<Record<'username' | 'password' | 'token', TextTemplate>>;

  constructor(
    private readonly settings: SoapSettings,
    private readonly operation: SoapOperation,
  ) {
    const text = (source: string) => new TextTemplate(source, { variables: VARIABLES });
    const { username, password, token } = settings.auth;
    if (!/^utf-?8$/i.test(settings.charset)) this.charset = new Charset(settings.charset);
    this.action = text(operation.soapAction ?? settings.soapAction);
    this.headers = Object.entries(settings.headers).map(([name, value]) => [name.toLowerCase(), text(value)]);
    this.auth = { username: text(username), password: text(password), token: text(token) };
  }

  soapAction(values: Values): string {
    return this.action.render(values);
  }

  request(document: string, action: string, values: Values, { cookies }: Link): Omit<HttpRequest, 'url'> {
    const { kind } = this.settings.auth;
    const { username, password, token } = this.auth;
    return {
      method: 'POST',
      headers: {
        'content-type': this.contentType(action),
        accept: this.settings.envelope === '1.2' ? 'application/soap+xml' : 'text/xml',
        ...this.actionHeader(action),
        ...(kind === 'bearer' ? { authorization: `Bearer ${token.render(values)}` } : {}),
        ...Object.fromEntries(this.headers.map(([name, template]) => [name, template.render(values)])),
      },
      body: this.charset?.encode(document, 'reference') ?? document,
      cookies,
      basic: kind === 'basic' ? { username: username.render(values), password: password.render(values) } : undefined,
      secretAnswer: this.operation.secretAnswer,
    };
  }

  private contentType(action: string): string {
    const { envelope, contentType, charset, charsetParameter } = this.settings;
    const type = contentType ?? (envelope === '1.2' ? 'application/soap+xml' : 'text/xml');
    const parameters = [
      ...(charsetParameter ? [`charset=${charset}`] : []),
      ...(envelope === '1.2' && this.mode !== 'absent' && action !== '' ? [`action=${quoted(action, this.mode)}`] : []),
    ];
    return [type, ...parameters].join('; ');
  }

  /** SOAP 1.2 has it in the content type. */
  private actionHeader(action: string): Record<string, string> {
    if (this.settings.envelope !== '1.1' || this.mode === 'absent') return {};
    return { soapaction: quoted(action, this.mode) };
  }

  private get mode(): SoapSettings['soapActionHeader'] {
    return this.operation.soapActionHeader ?? this.settings.soapActionHeader;
  }
}

function quoted(action: string, mode: SoapSettings['soapActionHeader']): string {
  return mode === 'quoted' ? `"${action}"` : action;
}
