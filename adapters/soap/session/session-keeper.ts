import { Cookies } from '../../../src/adapter-kit/http/cookies.js';
import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { beforeAbort } from '../../../src/adapter-kit/before-abort.js';
import { MisconfiguredError } from '../../../src/adapter-kit/errors.js';
import { type Answer, readersOf, readValues } from '../calls/answer.js';
import type { Link } from '../calls/link.js';
import { AuthenticationRefused } from '../calls/operation-runner.js';
import { ValueReader } from '../paths/value-reader.js';
import type { SoapSession } from '../settings/session-settings.js';
import type { Values } from '../settings/variables.js';
import type { SoapSettings } from '../soap.settings.js';
import { checkedEndpoint } from './endpoint.js';

type Send = (operation: string, values: Values, link: Link, context: CallContext) => Promise<Answer>;

/** Somebody logged in. */
export interface HeldSession {
  readonly values: Readonly<Record<string, string>>;
  readonly link: Link;
}

class Login implements HeldSession {
  constructor(
    public values: Record<string, string>,
    readonly link: Link,
  ) {}
}

interface Held {
  readonly login: Promise<Login>;
  readonly until: number;
  users: number;
  /** Nobody new may use it. */
  isRetired: boolean;
  /** The CRM ended it. */
  isDead: boolean;
}

/** The connection's session: one log-in for all calls that wait, dropped when the CRM refuses it, ended when it is not used any more. */
export class SessionKeeper {
  private current: Held | undefined;
  private turn: Promise<void> = Promise.resolve();
  private readonly readers: ReadonlyMap<string, ValueReader>;
  private readonly rolling: ReadonlyMap<string, ValueReader>;
  private readonly endpoint?: ValueReader;

  /** @param nowMs a monotonic clock. */
  constructor(
    private readonly session: SoapSession,
    private readonly settings: Pick<SoapSettings, 'tables' | 'endpoint'>,
    private readonly send: Send,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    this.readers = readersOf(session.values, settings.tables);
    this.rolling = readersOf(session.rolling, settings.tables);
    this.endpoint = session.endpoint && new ValueReader(session.endpoint, settings.tables);
  }

  /**
   * Calls with a session. A session that the CRM refuses proves that nothing was done, so even a write goes once more with a new one.
   * @throws AdapterError
   */
  use(context: CallContext, act: (session: HeldSession) => Promise<Answer>): Promise<Answer> {
    return this.rolling.size === 0 ? this.twice(context, act) : this.inTurn(context, () => this.twice(context, act));
  }

  /** Nobody uses it any more. Throws nothing: what comes of it is nobody's trouble. */
  async end(context: CallContext): Promise<void> {
    const held = this.current;
    this.current = undefined;
    if (held) await this.logOut(held, context);
  }

  /** Each answer brings the token of the next call. */
  private async inTurn<T>({ signal }: CallContext, act: () => Promise<T>): Promise<T> {
    const before = this.turn;
    let done!: () => void;
    const mine = new Promise<void>((resolve) => (done = resolve));
    this.turn = before.then(() => mine);
    try {
      await beforeAbort(before, signal, 'a session');
      return await act();
    } finally {
      done();
    }
  }

  private async twice(context: CallContext, act: (session: HeldSession) => Promise<Answer>): Promise<Answer> {
    try {
      return await this.once(context, act);
    } catch (error) {
      if (!(error instanceof AuthenticationRefused) || error instanceof LoginRefused) throw error;
      return this.once(context, act);
    }
  }

  private async once(context: CallContext, act: (session: HeldSession) => Promise<Answer>): Promise<Answer> {
    const held = this.take(context);
    try {
      const login = await beforeAbort(held.login, context.signal, 'a session');
      for (const secret of Object.values(login.values)) context.http.hide(secret);
      const answer = await act(login);
      this.follow(login, answer);
      return answer;
    } catch (error) {
      if (error instanceof AuthenticationRefused) this.drop(held);
      throw error;
    } finally {
      await this.give(held, context);
    }
  }

  private take(context: CallContext): Held {
    const now = this.nowMs();
    const old = this.current;
    if (old && now < old.until && !old.isRetired) {
      old.users += 1;
      return old;
    }
    if (old) {
      old.isRetired = true;
      if (old.users === 0) void this.logOut(old, context);
    }
    const keepMs = this.session.keepSeconds * 1000;
    const held: Held = { login: this.logIn(context), until: now + keepMs, users: 1, isRetired: keepMs === 0, isDead: false };
    this.current = keepMs === 0 ? undefined : held;
    held.login.catch(() => this.drop(held));
    return held;
  }

  private drop(held: Held): void {
    held.isRetired = true;
    held.isDead = true;
    if (this.current === held) this.current = undefined;
  }

  private async give(held: Held, context: CallContext): Promise<void> {
    held.users -= 1;
    if (held.isRetired && held.users === 0) await this.logOut(held, context);
  }

  private async logIn(context: CallContext): Promise<Login> {
    const { login: operation, values, endpointHosts } = this.session;
    const cookies = this.session.cookies ? new Cookies() : undefined;
    const answer = await this.send(operation, {}, { cookies }, context).catch((error: unknown) => {
      throw error instanceof AuthenticationRefused ? new LoginRefused(error.message, { cause: error }) : error;
    });
    const found = readValues(this.readers, answer);
    const missing = Object.keys(values).find((name) => !(name in found));
    if (missing !== undefined) throw new MisconfiguredError(`the log-in was answered without session.values.${missing}`);
    const endpoint = checkedEndpoint(this.endpoint?.read(answer), this.settings.endpoint, endpointHosts);
    return new Login(found, { endpoint, cookies });
  }

  private follow(login: Login, answer: Answer): void {
    if (this.rolling.size > 0) login.values = { ...login.values, ...readValues(this.rolling, answer) };
  }

  /** Politeness: what comes of it is nobody's trouble. */
  private async logOut(held: Held, context: CallContext): Promise<void> {
    const { logout } = this.session;
    if (logout === undefined || held.isDead || context.signal.aborted) return;
    held.isDead = true;
    try {
      const login = await held.login;
      await this.send(logout, { session: login.values }, login.link, context);
    } catch (error) {
      context.logger.warn({ operation: logout, error: (error as Error).message }, 'the CRM did not take the end of a session');
    }
  }
}

/** A new log-in would be refused as well. */
class LoginRefused extends AuthenticationRefused {}
