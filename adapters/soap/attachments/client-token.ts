import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { HeldPass } from '../../../src/adapter-kit/http/held-pass.js';
import { requestToken } from '../../../src/adapter-kit/http/token-request.js';
import { TextTemplate } from '../../../src/adapter-kit/liquid.js';
import type { SoapClientCredentials } from '../settings/file-service-settings.js';
import { VARIABLES, type Values } from '../settings/variables.js';

/** Off the time that a token lasts, so that none ends on its way. */
const EARLY_SECONDS = 10;

/** A token of OAuth 2 (client credentials) for the service that takes files. */
export class ClientToken {
  private readonly texts: Readonly<Record<'url' | 'clientId' | 'clientSecret', TextTemplate>>;
  private readonly values = new WeakMap<CallContext, Values>();
  private readonly held = new HeldPass((context) => this.ask(this.values.get(context)!, context));

  constructor(private readonly settings: SoapClientCredentials) {
    const text = (source: string) => new TextTemplate(source, { variables: VARIABLES });
    this.texts = { url: text(settings.url), clientId: text(settings.clientId), clientSecret: text(settings.clientSecret) };
  }

  /** @throws AdapterError */
  async get(values: Values, context: CallContext): Promise<string> {
    this.values.set(context, values);
    const token = await this.held.get(context);
    context.http.hide(token);
    return token;
  }

  /** It is not taken any more: the next call asks for another one. */
  drop(token: string): Promise<void> {
    return this.held.drop(token);
  }

  private async ask(values: Values, context: CallContext) {
    const [username, password] = [this.texts.clientId.render(values), this.texts.clientSecret.render(values)];
    const { send, scope, keepSeconds } = this.settings;
    const client = send === 'form' ? { client_id: username, client_secret: password } : {};
    const { token, lastsSeconds } = await requestToken(
      {
        url: this.texts.url.render(values),
        form: { grant_type: 'client_credentials', scope, ...client },
        basic: send === 'basic' ? { username, password } : undefined,
        section: 'attachments.service.token',
      },
      context,
    );
    return { value: token, lastsMs: (lastsSeconds === undefined ? keepSeconds : lastsSeconds - EARLY_SECONDS) * 1000 };
  }
}
