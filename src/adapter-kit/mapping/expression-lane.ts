import { Worker } from 'node:worker_threads';
import { type EvaluationMishap, jsonataLimits, RESULT_LIMIT, THREAD_MEMORY_MIB } from './expression-limits.js';

/** One evaluation, in JSON. */
export interface Job {
  readonly source: string;
  /** Absent: nothing to look into. */
  readonly input: string | undefined;
  readonly bindings: string;
}

interface Waiting {
  readonly job: Job;
  readonly resolve: (json: string | undefined) => void;
  readonly reject: (mishap: EvaluationMishap) => void;
}

/** jsonata's own clock inside gets to speak first: it says where. */
const GRACE_MS = 250;
const START_LIMIT_MS = 20_000;
const KEPT_EXPRESSIONS = 1000;

/** A thread that evaluates one expression after the other. One that takes too long, or too much memory, is ended with its thread; the rest goes on in a new one. */
export class ExpressionLane {
  private readonly queue: Waiting[] = [];
  private current?: Waiting;
  private thread?: Worker;
  private isReady = false;
  private timer?: NodeJS.Timeout;

  /**
   * @param limitMs how long one evaluation may take.
   * @param onEnded hears the source of an expression that had to be ended.
   */
  constructor(
    private readonly limitMs: number,
    private readonly onEnded: (source: string) => void = () => undefined,
  ) {}

  /** @returns JSON; undefined when the expression finds nothing. Rejects with an `EvaluationMishap`. */
  evaluate(job: Job): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      this.queue.push({ job, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    if (this.current) return;
    this.current = this.queue.shift();
    if (!this.current) return this.thread?.unref();
    const thread = (this.thread ??= this.start());
    thread.ref();
    if (this.isReady) this.post(thread);
    else this.timer = this.after(START_LIMIT_MS, `no thread to evaluate in within ${START_LIMIT_MS} ms`);
  }

  private post(thread: Worker): void {
    clearTimeout(this.timer);
    thread.postMessage(this.current!.job);
    this.timer = this.after(this.limitMs + GRACE_MS, `took longer than ${this.limitMs} ms and was ended`);
  }

  private start(): Worker {
    this.isReady = false;
    const thread = new Worker(new URL('./expression-thread.cjs', import.meta.url), {
      workerData: { limits: jsonataLimits(this.limitMs), resultLimit: RESULT_LIMIT, keptExpressions: KEPT_EXPRESSIONS },
      resourceLimits: { maxOldGenerationSizeMb: THREAD_MEMORY_MIB, maxYoungGenerationSizeMb: 32 },
      env: {},
      execArgv: [],
      name: 'jsonata',
    });
    thread.on('message', (message: 'ready' | { json?: string; failure?: EvaluationMishap }) => this.heard(thread, message));
    thread.on('error', (error) => this.lost(thread, error));
    return thread;
  }

  private heard(thread: Worker, message: 'ready' | { readonly json?: string; readonly failure?: EvaluationMishap }): void {
    if (thread !== this.thread) return;
    if (message === 'ready') {
      this.isReady = true;
      if (this.current) this.post(thread);
      return;
    }
    if (message.failure?.code === 'D1012') this.onEnded(this.current!.job.source);
    this.settle((waiting) => (message.failure ? waiting.reject(message.failure) : waiting.resolve(message.json)));
  }

  private lost(thread: Worker, error: Error & { readonly code?: string }): void {
    if (thread !== this.thread) return;
    const tooMuch = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    this.giveUp(tooMuch ? `took more than ${THREAD_MEMORY_MIB} MiB and was ended` : `its thread broke: ${error.message}`);
  }

  /** Ends the thread, and what runs in it. */
  private giveUp(message: string): void {
    const { thread } = this;
    this.thread = undefined;
    void thread?.terminate();
    if (!this.current) return;
    this.onEnded(this.current.job.source);
    this.settle((waiting) => waiting.reject({ message }));
  }

  private settle(how: (waiting: Waiting) => void): void {
    clearTimeout(this.timer);
    const waiting = this.current!;
    this.current = undefined;
    how(waiting);
    this.next();
  }

  /** When this thread was held up itself, the answer may be waiting behind the timer: it is looked for once more. */
  private after(ms: number, message: string): NodeJS.Timeout {
    const waiting = this.current;
    return setTimeout(() => setImmediate(() => setImmediate(() => this.current === waiting && this.giveUp(message))), ms);
  }
}
