import type { CallContext, CrmAdapter } from '../adapter.js';
import type { ConformanceBench } from './bench.js';
import type { Level } from './conformance-case.js';
import type { ExcusableVerb } from './excusable-verbs.js';

/** A verb that only asks, as far as all of them are alike. */
export interface Read {
  readonly group: 'CHECK' | 'FIND' | 'FIND-NOTE' | 'FIND-MEDIA' | 'STATUS' | 'STATUSES' | 'CHANGES' | 'DISCOVER';
  readonly level: Level;
  /** Absent: every adapter has it. */
  readonly verbs: readonly ExcusableVerb[];
  /** What the question is, after "asked". */
  readonly asked: string;
  /** Makes what has to be there before. */
  prepare(bench: ConformanceBench): Promise<(adapter: CrmAdapter, context: CallContext) => Promise<unknown>>;
}

const AN_HOUR_MS = 3_600_000;

export const READS: readonly Read[] = [
  {
    group: 'CHECK',
    level: 'basic',
    verbs: [],
    asked: 'whether all is well',
    prepare: () => Promise.resolve((adapter, context) => adapter.check(context)),
  },
  {
    group: 'FIND',
    level: 'reliable',
    verbs: ['findCase'],
    asked: 'for a case',
    async prepare(bench) {
      const request = bench.request();
      await bench.aCase(request);
      return (adapter, context) => adapter.findCase(request, bench.since(), context);
    },
  },
  {
    group: 'FIND-NOTE',
    level: 'complete',
    verbs: ['addNote', 'findNote'],
    asked: 'for a note',
    async prepare(bench) {
      const [caseRef, note] = [await bench.aCase(), bench.note()];
      return (adapter, context) => adapter.findNote!(caseRef, note, context);
    },
  },
  {
    group: 'FIND-MEDIA',
    level: 'complete',
    verbs: ['attachMedia', 'findMedia'],
    asked: 'for a picture',
    async prepare(bench) {
      const [caseRef, picture] = [await bench.aCase(), bench.picture()];
      return (adapter, context) => adapter.findMedia!(caseRef, picture, context);
    },
  },
  {
    group: 'STATUS',
    level: 'complete',
    verbs: ['fetchStatus'],
    asked: 'for the status of a case',
    async prepare(bench) {
      const caseRef = await bench.aCase();
      return (adapter, context) => adapter.fetchStatus!(caseRef, context);
    },
  },
  {
    group: 'STATUSES',
    level: 'complete',
    verbs: ['fetchStatuses'],
    asked: 'for the status of several cases',
    async prepare(bench) {
      const caseRefs = [await bench.aCase(), await bench.aCase()];
      return (adapter, context) => adapter.fetchStatuses!(caseRefs, context);
    },
  },
  {
    group: 'CHANGES',
    level: 'complete',
    verbs: ['fetchChanges'],
    asked: 'what has changed',
    async prepare(bench) {
      await bench.aCase();
      const now = bench.server.now().getTime();
      const window = { from: new Date(now - AN_HOUR_MS), to: new Date(now + AN_HOUR_MS) };
      return (adapter, context) => adapter.fetchChanges!(window, undefined, context);
    },
  },
  {
    group: 'DISCOVER',
    level: 'complete',
    verbs: ['discoverServices'],
    asked: 'for its services',
    prepare: () => Promise.resolve((adapter, context) => adapter.discoverServices!(context)),
  },
];
