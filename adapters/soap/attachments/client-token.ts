import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { MisconfiguredError, TransientError } from '../../../src/adapter-kit/errors.js';
import { HttpFailure, silenceOf } from '../../../src/adapter-kit/http-failure.js';
import { TextTemplate } from '../../../src/adapter-kit/liquid.js';
import type { SoapClientCredentials } from '../settings/file-service-settings.js';
import { VARIABLES, type Values } from '../settings/variables.js';

/** Off the time that a token lasts, so that none ends on its way. */
const EARLY_SECONDS = 10;

/** A token of OAuth 2 (client credentials), asked for once for all who wait, and kept as long as it lasts. */
export class ClientToken {
  private readonly texts: Readonly<Record<'url' | 'clientId' | 'clientSecret', TextTemplate>>;
  private held?: { readonly token: Promise<string>; until: number };

  constructor(private readonly settings: SoapClientCredentials) {
    const text = (source: string) => new TextTemplate(source, { variables: VARIABLES });
    this.texts = { url: text(settings.url), clientId: text(settings.clientId), clientSecret: text(settings.clientSecret) };
  }

  /** @throws AdapterError */
  async get(values: Values, context: CallContext): Promise<string> {
    if (!this.held || this.held.until <= Date.now()) {
      const held = { token: this.ask(values, context), until: Infinity };
      this.held = held;
      held.token.catch(() => this.drop());
    }
    const token = await this.held.token;
    context.http.hide(token);
    return token;
  }

  /** The next call asks for another one. */
  drop(): void {
    this.held = undefined;
  }

  private async ask(values: Values, { http, signal }: CallContext): Promise<string> {
    const [username, password] = [this.texts.clientId.render(values), this.texts.clientSecret.render(values)];
    const { send, scope } = this.settings;
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      ...(scope !== undefined && { scope }),
      ...(send === 'form' && { client_id: username, client_secret: password }),
    });
    try {
      const { status, text } = await http.request({
        method: 'POST',
        url: this.texts.url.render(values),
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: form.toString(),
        basic: send === 'basic' ? { username, password } : undefined,
        secretAnswer: true,
        signal,
      });
      return this.taken(status, text);
    } catch (error) {
      throw error instanceof HttpFailure ? silenceOf(error, 'read') : error;
    }
  }

  private taken(status: number, text: string): string {
    if (status >= 500 || status === 429) throw new TransientError(`attachments.service.token: HTTP ${status}`);
    const { access_token: token, expires_in: seconds } = parsed(text);
    if (status !== 200 || typeof token !== 'string' || token === '')
      throw new MisconfiguredError(`attachments.service.token: no token, HTTP ${status}; look at url, clientId and clientSecret`);
    const lasts = typeof seconds === 'number' ? seconds - EARLY_SECONDS : this.settings.keepSeconds;
    if (this.held) this.held.until = Date.now() + lasts * 1000;
    return token;
  }
}

function parsed(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
