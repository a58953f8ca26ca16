/** How long an expression may take in its thread, in milliseconds. */
export const EVALUATION_LIMIT_MS = 1000;
/** How long it may take after that, in a thread where only such wait: time goes by on a machine that stands still, too. */
export const LAST_LIMIT_MS = 4000;
/** How long one that can't loop may take on the main thread, before it is given to the other one. */
export const DIRECT_LIMIT_MS = 50;
export const DEPTH_LIMIT = 500;
export const SEQUENCE_LIMIT = 100_000;
/** Characters of an expression. */
export const SOURCE_LIMIT = 100_000;
/** Characters of the result as JSON. */
export const RESULT_LIMIT = 10_000_000;
/** Memory that the evaluations of one thread may take, in MiB. */
export const THREAD_MEMORY_MIB = 192;

/** What an evaluation is and what it may cost, as jsonata takes it. */
export const jsonataLimits = (timeout: number) => ({ timeout, stack: DEPTH_LIMIT, sequence: SEQUENCE_LIMIT });

/** Why an evaluation came to nothing; the parts are jsonata's. */
export interface EvaluationMishap {
  readonly message?: string;
  readonly code?: string;
  readonly position?: number;
}
