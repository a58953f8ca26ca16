import type { Undelivered } from '../store/reconcile/standing.js';
import type { Run } from './run.js';

/** Looks in the CRM for each report whose delivery is unknown or dead. */
export async function undelivered(run: Run): Promise<void> {
  for await (const page of run.parts.store.undelivered(run.settings.id, run.options.span))
    for (const each of page) {
      run.tally.undelivered += 1;
      await lookFor(run, each);
      if (run.isOver) return;
    }
}

async function lookFor(run: Run, { delivery, request, state, since }: Undelivered): Promise<void> {
  const looked = await run.look(delivery, since);
  if (looked?.is === 'found') {
    // What is not finished goes on where it stopped.
    const repair = looked.unfinished && state === 'dead' ? 'retry' : 'adopt';
    return run.findings.add({ kind: 'lost_answer', repair, request, caseRef: looked.caseRef, delivery });
  }
  // A dead one is looked for once more before anything is sent; for an unknown one nobody would.
  if (state === 'dead') return run.findings.add({ kind: 'never_arrived', repair: 'retry', request, delivery });
  if (looked?.is === 'absent') return run.findings.add({ kind: 'never_arrived', repair: 'resend', request, delivery });
  run.tally.undecided += 1;
}
