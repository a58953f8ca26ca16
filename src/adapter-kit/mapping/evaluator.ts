import { ExpressionLane, type Job } from './expression-lane.js';
import { EVALUATION_LIMIT_MS, LAST_LIMIT_MS } from './expression-limits.js';

/** How many expressions that had to be ended are remembered. */
const REMEMBERED = 1000;

/**
 * The threads of this process. An expression that had to be ended runs in a lane of its own at once and from then on, with more time: those of other
 * connections don't wait behind it, and one that only stood still with its machine comes to its end.
 */
export class Evaluator {
  private readonly ended = new Set<string>();
  private readonly usual: ExpressionLane;
  private readonly slow: ExpressionLane;

  /** @param limitMs,lastLimitMs how long an expression may take at first, and once it had to be ended. */
  constructor(limitMs = EVALUATION_LIMIT_MS, lastLimitMs = LAST_LIMIT_MS) {
    this.usual = new ExpressionLane(limitMs, (source) => this.remember(source));
    this.slow = new ExpressionLane(lastLimitMs);
  }

  /** @returns JSON; undefined when the expression finds nothing. Rejects with an `EvaluationMishap`. */
  async evaluate(job: Job): Promise<string | undefined> {
    if (this.ended.has(job.source)) return this.slow.evaluate(job);
    try {
      return await this.usual.evaluate(job);
    } catch (mishap) {
      if (this.ended.has(job.source)) return this.slow.evaluate(job);
      throw mishap;
    }
  }

  private remember(source: string): void {
    if (this.ended.size >= REMEMBERED) this.ended.clear();
    this.ended.add(source);
  }
}

export const evaluator = new Evaluator();
