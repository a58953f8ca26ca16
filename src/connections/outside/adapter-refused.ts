/** An adapter from outside can't be used. `reasons` speak to an operator, of the adapter as `it`. */
export class AdapterRefused extends Error {
  override readonly name = 'AdapterRefused';
  readonly reasons: readonly string[];

  constructor(...reasons: readonly string[]) {
    super(reasons.join('; '));
    this.reasons = reasons;
  }
}
