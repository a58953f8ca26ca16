// Preloaded by `node --import`: this process believes that it is TEST_CLOCK_SKEW_MS later than it is. Time that only passes (timers,
// performance.now) is as it was, as on a machine whose clock is set wrong.
const skewMs = Number(process.env['TEST_CLOCK_SKEW_MS'] ?? 0);
const RealDate = Date;
const now = () => RealDate.now() + skewMs;

const SkewedDate = new Proxy(RealDate, {
  construct: (target, given: unknown[], made) => Reflect.construct(target, given.length === 0 ? [now()] : given, made) as Date,
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
});
RealDate.prototype.constructor = SkewedDate;
globalThis.Date = SkewedDate;
