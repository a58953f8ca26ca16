import { MappingExpression } from '../adapter-kit/jsonata.js';
import type { CallbackSettings, ConnectionSettings } from '../settings/jurisdiction-settings.js';
import type { NewCallback } from '../store/callback.store.js';
import { Gatekeeper } from './auth/gatekeeper.js';
import type { CallbackMessage, MessageIdentity } from './callback-message.js';
import { CallbackRefused } from './callback-refused.js';
import { readDocument } from './document/callback-document.js';

/** Headers that may hold a secret, or say nothing of the message. */
const LEFT_OUT = /^(authorization|proxy-authorization|cookie|webhook-signature|connection|x-forwarded-.*|forwarded|via)$/;
const LONGEST_ID = 500;

/** Where the messages of one connection come in. */
export class Door {
  private readonly gatekeeper: Gatekeeper;
  private readonly id?: MappingExpression;

  /** @param proxies that are trusted. */
  constructor(
    private readonly connection: string,
    readonly settings: CallbackSettings,
    proxies: readonly string[],
  ) {
    this.gatekeeper = new Gatekeeper(settings, proxies);
    this.id = settings.id === undefined ? undefined : new MappingExpression(settings.id);
  }

  /** Doors by jurisdiction and name of their connections. */
  static of(connections: readonly ConnectionSettings[], proxies: readonly string[]): Map<string, Door> {
    return new Map(connections.flatMap(({ id, callback }) => (callback ? [[id, new Door(id, callback, proxies)] as const] : [])));
  }

  /** What is to be kept of a message. @throws CallbackRefused */
  async open(message: CallbackMessage): Promise<NewCallback> {
    const identity = this.gatekeeper.check(message);
    if (message.body.length > this.settings.maxBytes)
      throw new CallbackRefused('too_large', `the body must have at most ${this.settings.maxBytes} bytes`);
    const kept = { headers: this.keptHeaders(message), query: message.query, body: message.body };
    const messageId = await this.idOf(identity, kept);
    return { connection: this.connection, ...kept, messageId, signedAt: identity.signedAt };
  }

  /** Reads it whole, so that what can't be read is told to whoever sent it. */
  private async idOf({ id }: MessageIdentity, kept: Parameters<typeof readDocument>[0]): Promise<string | undefined> {
    const document = readDocument(kept);
    if (id !== undefined || !this.id) return id;
    const found = await this.id.evaluate(document).catch(() => undefined);
    const text = typeof found === 'string' || typeof found === 'number' ? String(found).replaceAll('\0', '') : '';
    if (text === '' || text.length > LONGEST_ID) throw new CallbackRefused('unreadable', 'the message has no id where it should');
    return text;
  }

  private keptHeaders({ headers }: CallbackMessage): Record<string, string> {
    const { auth } = this.settings;
    const secret = 'header' in auth ? auth.header.toLowerCase() : undefined;
    const kept = Object.entries(headers).filter(([name]) => name !== secret && !LEFT_OUT.test(name));
    return Object.fromEntries(kept.map(([name, value]) => [name, [value].flat().join(', ')]));
  }
}
