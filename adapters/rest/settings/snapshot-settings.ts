/** Where a case says how it is: expressions. */
export interface RestSnapshot {
  readonly status: string;
  readonly reason?: string;
  readonly publicText?: string;
  readonly changedAt?: string;
}
