import { Inject, Injectable } from '@nestjs/common';
import type { CaseSnapshot } from '../adapter-kit/adapter.js';
import { IncomingChangeStore, type NewIncomingChange } from '../store/incoming-change.store.js';
import { type NamedRequest, UnknownCaseStore } from '../store/unknown-case.store.js';
import { changeIdOf, stored } from './stored-snapshot.js';
import type { Told } from './told.js';

/** A case may show a change of the time just before its making was begun, by a clock that is behind. */
const CLOCKS_DIFFER_MS = 10 * 60_000;

type Wait = Pick<NewIncomingChange, 'awaits' | 'reason'>;

const FOR_ITS_CASE: Wait = { awaits: 'case', reason: 'its case is not known yet' };
const FOR_DOUBTFUL: Wait = { awaits: 'case', reason: 'its case is not known, and may be one of those whose making is in doubt' };

/** Keeps changes of cases that the bridge does not know, where they may be of its own cases all the same. */
@Injectable()
export class UnknownCases {
  constructor(
    @Inject(UnknownCaseStore) private readonly cases: UnknownCaseStore,
    @Inject(IncomingChangeStore) private readonly incoming: IncomingChangeStore,
  ) {}

  /** @returns those of the given ones that are kept. */
  async keep({ connection: { id }, source }: Told, strangers: readonly CaseSnapshot[]): Promise<Set<CaseSnapshot>> {
    const named = await this.cases.named(
      id,
      strangers.flatMap(({ requestId }) => requestId ?? []),
    );
    const doubtSince = source === 'poll' ? await this.cases.inDoubtSince(id) : undefined;
    // Last: a case that was in doubt until just now is known by now.
    const known = await this.cases.known(
      id,
      strangers.map(({ caseRef }) => caseRef),
    );
    const unnamed = (snapshot: CaseSnapshot) => (source === 'poll' ? whileInDoubt(snapshot, doubtSince) : FOR_ITS_CASE);
    const kept = new Set<CaseSnapshot>();
    for (const snapshot of strangers) {
      const { caseRef, requestId: publicId } = snapshot;
      const request = publicId === undefined ? undefined : named.get(publicId);
      const wait = known.has(caseRef) ? FOR_ITS_CASE : (waitOf(snapshot, request) ?? unnamed(snapshot));
      if (!wait) continue;
      const item = { itemId: changeIdOf(snapshot), caseRef, publicId, snapshot: stored(snapshot) };
      if (await this.incoming.keep({ connection: id, source, ...wait, ...item })) kept.add(snapshot);
    }
    return kept;
  }
}

function waitOf({ requestId }: CaseSnapshot, request: NamedRequest | undefined): Wait | undefined {
  if (request === 'case to come') return FOR_ITS_CASE;
  if (request !== 'elsewhere') return undefined;
  const reason = `the CRM says that it belongs to request ${requestId}, which has no case at this connection`;
  return { awaits: 'person', reason };
}

function whileInDoubt({ changedAt }: CaseSnapshot, since: Date | undefined): Wait | undefined {
  if (!since) return undefined;
  const isOlder = changedAt && changedAt.getTime() < since.getTime() - CLOCKS_DIFFER_MS;
  return isOlder ? undefined : FOR_DOUBTFUL;
}
