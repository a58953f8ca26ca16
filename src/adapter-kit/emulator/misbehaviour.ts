/** The ways in which a stand-in fails on demand (design, section 7). */
export const MISBEHAVIOURS = [
  'slow',
  'hang',
  'refuse',
  'drop',
  'cut',
  'error403',
  'error404',
  'error500',
  'error503',
  'fault',
  'html',
  'garbage',
  'truncate',
  'empty',
  'blank',
  'trickle',
  'huge',
  'redirect',
  'twice',
  'auth',
  'ratelimit',
] as const;
export type Misbehaviour = (typeof MISBEHAVIOURS)[number];

export interface Order {
  readonly mode: Misbehaviour;
  /** The operation it applies to; absent: every one. */
  readonly op?: string;
  /** Before: the CRM has done nothing. After: it has done it, and the answer goes wrong. */
  readonly when: 'before' | 'after';
  /** How many calls; absent: until told to behave. */
  readonly count?: number;
  /** Share of the calls that are hit, 0 to 1; absent: all. */
  readonly share?: number;
  /** For `slow`. */
  readonly delayMs?: number;
}

/** Which call fails how. Which calls a `share` hits follows from a fixed seed, so that a run can be repeated. */
export class Misbehaviours {
  private orders: (Order & { left: number })[] = [];
  private seed = 1;
  private readonly taken = new Map<string, number>();

  add(order: Order): void {
    this.orders.push({ ...order, left: order.count ?? Infinity });
  }

  clear(): void {
    this.orders = [];
    this.seed = 1;
  }

  /** How many calls of each operation came since they were last forgotten, those that went wrong included. */
  calls(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.taken);
  }

  forgetCalls(): void {
    this.taken.clear();
  }

  list(): readonly Order[] {
    return this.orders.filter((order) => order.left > 0).map(({ left: _left, ...order }) => order);
  }

  /** Counts the call, and says what hits it. */
  take(op: string): Order | undefined {
    this.count(op);
    return this.hit(op);
  }

  count(op: string): void {
    this.taken.set(op, (this.taken.get(op) ?? 0) + 1);
  }

  /** The first order that hits a call, which is then used up by one. */
  hit(op: string): Order | undefined {
    const order = this.orders.find((each) => each.left > 0 && (!each.op || each.op === op) && this.isHit(each));
    if (order) order.left -= 1;
    return order;
  }

  /** Refusing concerns the listening socket, before any operation is known. */
  refusing(): boolean {
    return this.orders.some((order) => order.mode === 'refuse' && order.left > 0);
  }

  private isHit({ share }: Order): boolean {
    return share === undefined || this.random() < share;
  }

  /** mulberry32: small, seeded, good enough to scatter faults. */
  private random(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
}
