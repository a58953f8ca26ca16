import type { CaseRef } from '../../domain/delivery.js';
import type { CallContext, CrmAdapter, EarlierCase, EarlierStep } from '../adapter.js';
import type { LedgerCase } from '../emulator/ledger.js';
import type { ConformanceBench } from './bench.js';
import type { Level } from './conformance-case.js';
import type { ExcusableVerb } from './excusable-verbs.js';
import { fail } from './expectations.js';

/** A verb that changes something in the CRM, as far as all of them are alike. */
export interface Write {
  readonly group: 'CREATE' | 'NOTE' | 'MEDIA' | 'UPDATE';
  /** With its article. */
  readonly what: string;
  readonly level: Level;
  /** Absent: every adapter has it. */
  readonly verb?: ExcusableVerb;
  readonly findVerb?: ExcusableVerb;
  readonly operation: keyof ConformanceBench['under']['operations'];
  /** Makes what has to be there before. */
  prepare(bench: ConformanceBench): Promise<Sending>;
}

/** One that a case sends. */
export interface Sending {
  send(adapter: CrmAdapter, context: CallContext): Promise<unknown>;
  /** How often the CRM has it. */
  count(): Promise<number>;
  /** What no error may show. */
  readonly personal: readonly string[];
  find?(adapter: CrmAdapter, context: CallContext): Promise<EarlierCase | EarlierStep>;
}

/** The emulator's word for the call. */
export function operationOf(write: Write, { under }: ConformanceBench): string {
  return under.operations[write.operation] ?? fail(`the conformance file names no operation for ${write.operation}`);
}

export const CREATE: Write = {
  group: 'CREATE',
  what: 'a case',
  level: 'basic',
  findVerb: 'findCase',
  operation: 'create',
  async prepare(bench) {
    const request = bench.request();
    const { email, phone } = request.reporter;
    return {
      send: (adapter, context) => adapter.createCase(request, context),
      count: async () => (await bench.control.cases()).filter((each) => JSON.stringify(each).includes(request.id)).length,
      personal: [email, phone, request.description].filter((each) => each !== undefined),
      find: (adapter, context) => adapter.findCase(request, bench.since(), context),
    };
  },
};

export const NOTE: Write = {
  group: 'NOTE',
  what: 'a note',
  level: 'complete',
  verb: 'addNote',
  findVerb: 'findNote',
  operation: 'note',
  prepare: async (bench) => noteOn(bench, await bench.aCase()),
};

export const MEDIA: Write = {
  group: 'MEDIA',
  what: 'a picture',
  level: 'complete',
  verb: 'attachMedia',
  findVerb: 'findMedia',
  operation: 'media',
  prepare: async (bench) => pictureOn(bench, await bench.aCase()),
};

export const UPDATE: Write = {
  group: 'UPDATE',
  what: 'a word on the status',
  level: 'complete',
  verb: 'updateCase',
  operation: 'update',
  async prepare(bench) {
    const caseRef = await bench.aCase();
    return {
      send: (adapter, context) => adapter.updateCase!(caseRef, bench.change('fixed'), context),
      count: async () => ((await bench.caseOf(caseRef)).status === 'closed' ? 1 : 0),
      personal: [],
    };
  },
};

export const WRITES: readonly Write[] = [CREATE, NOTE, MEDIA, UPDATE];
/** The steps whose earlier attempts can be looked for on a case. */
export const FINDABLE_STEPS: readonly Write[] = [NOTE, MEDIA];

export function stepOn(write: Write, bench: ConformanceBench, caseRef: CaseRef): Sending {
  return write === NOTE ? noteOn(bench, caseRef) : pictureOn(bench, caseRef);
}

function noteOn(bench: ConformanceBench, caseRef: CaseRef): Sending {
  const note = bench.note();
  return {
    send: (adapter, context) => adapter.addNote!(caseRef, note, context),
    count: () => countOn(bench, ({ notes }) => notes.filter((each) => JSON.stringify(each).includes(note.id))),
    personal: [note.text, ...Object.values(note.author)],
    find: (adapter, context) => adapter.findNote!(caseRef, note, context),
  };
}

function pictureOn(bench: ConformanceBench, caseRef: CaseRef): Sending {
  const picture = bench.picture();
  return {
    send: (adapter, context) => adapter.attachMedia!(caseRef, picture, context),
    count: () => countOn(bench, ({ files }) => files.filter(({ name }) => name === picture.fileName)),
    personal: [picture.bytes.toString('base64')],
    find: (adapter, context) => adapter.findMedia!(caseRef, picture, context),
  };
}

async function countOn(bench: ConformanceBench, partsOf: (entry: LedgerCase) => readonly unknown[]): Promise<number> {
  return (await bench.control.cases()).flatMap(partsOf).length;
}
