/** Ctrl-C ends the run behind what is in hand; once more ends the process. */
export function stopping(): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort();
  process.once('SIGINT', abort).once('SIGTERM', abort);
  return { signal: controller.signal, end: () => process.off('SIGINT', abort).off('SIGTERM', abort) };
}
