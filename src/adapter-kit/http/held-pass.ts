import type { CallContext } from '../adapter.js';
import { beforeAbort } from '../before-abort.js';

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

  /**
   * @param ask gets another one. @throws AdapterError
   * @param nowMs a monotonic clock.
   */
  constructor(
    private readonly ask: (context: CallContext) => Promise<Pass<T>>,
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
    const held: Held<T> = { asked: this.ask(context), asker: context.signal, until: Infinity };
    this.held = held;
    held.asked.then(
      ({ lastsMs }) => (held.until = this.nowMs() + lastsMs),
      () => this.failed(held),
    );
    return held;
  }

  private failed(held: Held<T>): void {
    if (this.held === held) this.held = undefined;
  }
}
