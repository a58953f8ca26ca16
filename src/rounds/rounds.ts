/** Does one thing again and again: a pause, a round, a pause. Rounds never overlap, and a pending pause keeps no process alive. */
export class Rounds {
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();

  /**
   * @param round answers for its own failures: what it throws is nobody's.
   * @param pauseMs from the end of a round to the start of the next.
   */
  constructor(
    private readonly round: () => Promise<unknown>,
    private readonly pauseMs: number,
  ) {}

  /** Gone once these rounds are to stop: for what a round calls. */
  get signal(): AbortSignal {
    return this.stopping.signal;
  }

  /** @param afterMs until the first round. */
  start(afterMs = this.pauseMs): void {
    if (this.signal.aborted) return;
    this.timer = setTimeout(() => {
      this.running = this.round().finally(() => this.start());
    }, afterMs);
    this.timer.unref();
  }

  /** No round begins any more. Resolves once the one under way is over. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.timer);
    await this.running;
  }
}
