import type { CallContext } from '../adapter.js';
import { beforeAbort } from '../before-abort.js';
import { MisconfiguredError } from '../errors.js';

/** What lets us in for a while: a token, a session. */
export interface Pass<T> {
  readonly value: T;
  /** How long it may be used from now on. */
  readonly lastsMs: number;
}

interface Held<T> {
  readonly asked: Promise<Pass<T>>;
  /** Of the call that asks for all who wait. */
  readonly asker: AbortSignal;
  until: number;
}

/** A pass that is asked for once for all who wait, and kept as long as it lasts. */
export class HeldPass<T> {
  private held?: Held<T>;
  private refused?: { readonly error: MisconfiguredError; readonly until: number };

  /**
   * @param ask gets another one. @throws AdapterError
   * @param pauseMs after credentials were refused: so long they are not tried again, for some servers lock out who fails too often.
   * @param nowMs a monotonic clock.
   */
  constructor(
    private readonly ask: (context: CallContext) => Promise<Pass<T>>,
    private readonly pauseMs = 0,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** @throws AdapterError */
  async get(context: CallContext): Promise<T> {
    const { signal } = context;
    const held = this.current() ?? this.start(context);
    try {
      return (await beforeAbort(held.asked, signal, 'a log-in')).value;
    } catch (error) {
      if (signal.aborted || held.asker === signal || !held.asker.aborted) throw error;
      return this.get(context);
    }
  }

  /** It is not taken any more: the next call asks for another one, unless somebody did already. */
  async drop(value: T): Promise<void> {
    const { held } = this;
    const current = await held?.asked.catch(() => undefined);
    if (current?.value === value && this.held === held) this.held = undefined;
  }

  private current(): Held<T> | undefined {
    return this.held && this.nowMs() < this.held.until ? this.held : undefined;
  }

  private start(context: CallContext): Held<T> {
    if (this.refused && this.nowMs() < this.refused.until) throw this.refused.error;
    const held: Held<T> = { asked: this.ask(context), asker: context.signal, until: Infinity };
    this.held = held;
    held.asked.then(
      ({ lastsMs }) => (held.until = this.nowMs() + lastsMs),
      (error: unknown) => this.failed(held, error),
    );
    return held;
  }

  private failed(held: Held<T>, error: unknown): void {
    if (this.held === held) this.held = undefined;
    if (error instanceof MisconfiguredError) this.refused = { error, until: this.nowMs() + this.pauseMs };
  }
}
