import { ExpressionLane, type Job } from './expression-lane.js';

/** How many expressions that had to be ended are remembered. */
const REMEMBERED = 1000;

/**
 * The threads of this process. An expression that once had to be ended runs in a lane of its own from then on: those of other connections don't wait
 * behind it.
 */
class Evaluator {
  private readonly ended = new Set<string>();
  private readonly usual = new ExpressionLane((source) => this.remember(source));
  private readonly slow = new ExpressionLane();

  /** @returns JSON; undefined when the expression finds nothing. Rejects with an `EvaluationMishap`. */
  evaluate(job: Job): Promise<string | undefined> {
    return (this.ended.has(job.source) ? this.slow : this.usual).evaluate(job);
  }

  private remember(source: string): void {
    if (this.ended.size >= REMEMBERED) this.ended.clear();
    this.ended.add(source);
  }
}

export const evaluator = new Evaluator();
