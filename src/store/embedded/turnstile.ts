/** Lets one through at a time, in the order of arrival. */
export class Turnstile {
  private last: Promise<void> = Promise.resolve();

  /** Resolves when it is the caller's turn, with the function that ends the turn. */
  async enter(): Promise<() => void> {
    let leave!: () => void;
    const before = this.last;
    this.last = new Promise((resolve) => (leave = resolve));
    await before;
    return leave;
  }
}
