import type { CaseNote } from '../../adapter.js';
import type { LedgerNote } from '../../emulator/ledger.js';
import type { ConformanceBench } from '../bench.js';
import type { ConformanceCase } from '../conformance-case.js';
import { contains, failsAs, lacks, same } from '../expectations.js';

const needs = ['ledger', 'addNote'] as const;
const level = 'complete';

async function theOnlyNote(bench: ConformanceBench, overrides: Partial<CaseNote>): Promise<LedgerNote> {
  const caseRef = await bench.aCase();
  await bench.adapter().addNote!(caseRef, bench.note(overrides), bench.context());
  const { notes } = await bench.onlyCase();
  same('the number of notes', notes.length, 1);
  return notes[0]!;
}

export const noteCases: readonly ConformanceCase[] = [
  {
    id: 'NOTE-01',
    title: 'brings each note there once, to its own case, in the order in which they were sent',
    level,
    needs,
    async run(bench) {
      const adapter = bench.adapter();
      const refs = [await bench.aCase(), await bench.aCase()];
      for (const [number, word] of ['One', 'Two', 'Three', 'Four'].entries())
        await adapter.addNote!(refs[number % 2]!, bench.note({ text: `${word} of four` }), bench.context());
      const wordsOn = async (ref: string) => (await bench.caseOf(ref)).notes.map(({ text }) => /\w+(?= of four)/.exec(text)?.[0]);
      same('the notes of the first case', await wordsOn(refs[0]!), ['One', 'Three']);
      same('the notes of the second case', await wordsOn(refs[1]!), ['Two', 'Four']);
    },
  },
  {
    id: 'NOTE-02',
    title: 'writes our id into a note',
    level,
    needs,
    async run(bench) {
      const note = bench.note();
      contains('the note', JSON.stringify(await theOnlyNote(bench, note)), note.id);
    },
  },
  {
    id: 'NOTE-03',
    title: 'writes the addresses of its pictures into a note',
    level,
    needs,
    async run(bench) {
      const mediaUrls = ['https://bridge.example/media/a.jpg', 'https://bridge.example/media/b.jpg'];
      const text = JSON.stringify(await theOnlyNote(bench, { mediaUrls }));
      for (const url of mediaUrls) contains('the note', text, url);
    },
  },
  {
    id: 'NOTE-04',
    title: 'makes do with an author who told nothing',
    level,
    needs,
    run: async (bench) =>
      lacks('the note', JSON.stringify(await theOnlyNote(bench, { author: {} })), /undefined|\[object Object\]|"null"/),
  },
  {
    id: 'NOTE-05',
    title: 'tells two notes of the same words apart',
    level,
    needs: [...needs, 'findNote'],
    async run(bench) {
      const [caseRef, adapter] = [await bench.aCase(), bench.adapter()];
      const [first, second] = [bench.note({ text: 'Still there' }), bench.note({ text: 'Still there' })];
      await adapter.addNote!(caseRef, first, bench.context());
      same('the look-up of the second', await adapter.findNote!(caseRef, second, bench.context()), { is: 'absent' });
      await adapter.addNote!(caseRef, second, bench.context());
      same('the number of notes', (await bench.onlyCase()).notes.length, 2);
    },
  },
  {
    id: 'NOTE-06',
    title: 'says that a note on a case the CRM does not know was not taken',
    level,
    needs,
    async run(bench) {
      await bench.aCase();
      const call = bench.adapter().addNote!('999999999', bench.note(), bench.context());
      await failsAs('a note on a case that is not there', ['rejected', 'unknown'], call);
      same('the notes', (await bench.onlyCase()).notes, []);
    },
  },
  {
    id: 'NOTE-07',
    title: 'leaves what the case said as it was',
    level,
    needs,
    async run(bench) {
      const caseRef = await bench.aCase();
      const { fields, status } = await bench.onlyCase();
      await bench.adapter().addNote!(caseRef, bench.note(), bench.context());
      const after = await bench.onlyCase();
      same('the case', { fields: after.fields, status: after.status }, { fields, status });
    },
  },
];
