/**
 * Decorrelated jitter: a random pause between the least one and three times the last, at most the greatest. Spreads retries that
 * failed together, and grows without a step count. All in milliseconds.
 */
export function nextPauseMs(
  { backoffMinMs, backoffMaxMs }: { backoffMinMs: number; backoffMaxMs: number },
  lastPauseMs: number | undefined,
  random: () => number = Math.random,
): number {
  const upper = Math.max(backoffMinMs, (lastPauseMs ?? backoffMinMs) * 3);
  return Math.min(backoffMaxMs, Math.round(backoffMinMs + random() * (upper - backoffMinMs)));
}
