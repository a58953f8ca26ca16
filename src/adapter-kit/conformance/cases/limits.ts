import type { ConformanceCase } from '../conformance-case.js';
import { contains, fail, holds, lacks } from '../expectations.js';

const level = 'complete';
const LONG_CHARACTERS = 20_000;
/** Two UTF-16 units, four bytes in UTF-8: whoever counts or cuts those breaks it. */
const HOLE = '🕳';

export const limitCases: readonly ConformanceCase[] = [
  {
    id: 'LIMIT-01',
    title: 'brings a long description there whole, or as much of it as the manifest says',
    level,
    needs: ['ledger'],
    async run(bench) {
      const { descriptionCharacters = LONG_CHARACTERS } = bench.under.manifest.limits;
      const given = bench.under.manifest.limits.descriptionCharacters ? descriptionCharacters + 500 : LONG_CHARACTERS;
      const request = bench.request({ description: HOLE.repeat(given) });
      await bench.aCase(request);
      const text = await bench.ledgerText();
      contains('the case', text, request.id);
      const run = longestRun(text);
      holds(run <= descriptionCharacters, `${run} characters got there, more than the manifest's ${descriptionCharacters}`);
      holds(run > Math.min(descriptionCharacters, given) / 2, `only ${run} of ${given} characters got there`);
      if (!bench.under.manifest.limits.descriptionCharacters)
        holds(run === given, `only ${run} of ${given} characters got there`);
    },
  },
  {
    id: 'LIMIT-02',
    title: 'cuts a description between characters, and never within one',
    level,
    needs: ['ledger', 'descriptionLimit'],
    async run(bench) {
      const { descriptionCharacters } = bench.under.manifest.limits;
      for (const before of ['', 'x', 'xy'])
        await bench.aCase(bench.request({ description: before + HOLE.repeat(descriptionCharacters! + 10) }));
      lacks('the cases', await bench.ledgerText(), /\p{Surrogate}|�/u);
    },
  },
  {
    id: 'LIMIT-03',
    title: 'says that a description was cut: a mark in the text, and a line in the log',
    level,
    needs: ['ledger', 'descriptionLimit'],
    async run(bench) {
      const context = bench.context();
      const { descriptionCharacters } = bench.under.manifest.limits;
      const request = bench.request({ description: 'word '.repeat(descriptionCharacters!) });
      await bench.adapter().createCase(request, context);
      contains('the case', await bench.ledgerText(), /…|\.\.\./);
      holds(context.logged.length > 0, 'nothing was logged about it');
    },
  },
  {
    id: 'LIMIT-04',
    title: 'leaves a description well below the limit as it is',
    level,
    needs: ['ledger', 'descriptionLimit'],
    async run(bench) {
      const description = HOLE.repeat(Math.floor(bench.under.manifest.limits.descriptionCharacters! / 2));
      await bench.aCase(bench.request({ description }));
      contains('the case', await bench.ledgerText(), description);
    },
  },
  {
    id: 'LIMIT-05',
    title: 'keeps a title within the limit, with our id whole in it',
    level,
    needs: ['ledger', 'titleLimit'],
    async run(bench) {
      const { titleCharacters } = bench.under.manifest.limits;
      const request = bench.request({ serviceName: '🚧'.repeat(titleCharacters! + 50) });
      await bench.aCase(request);
      const title = bench.under.titleOf?.((await bench.onlyCase()).fields);
      if (typeof title !== 'string') return fail('the conformance file’s titleOf finds no title in the case');
      contains('the title', title, request.id);
      const { length } = [...title];
      holds(length <= titleCharacters!, `${length} characters, more than the manifest's ${titleCharacters}`);
      holds(length > titleCharacters! / 2, `only ${length} characters of ${titleCharacters} are used`);
    },
  },
  {
    id: 'LIMIT-06',
    title: 'makes a case of a request whose service has a very long name',
    level,
    needs: ['ledger'],
    async run(bench) {
      const request = bench.request({ serviceName: '🚧'.repeat(150) });
      await bench.aCase(request);
      const text = await bench.ledgerText();
      contains('the case', text, request.id);
      lacks('the case', text, /\p{Surrogate}|�/u);
    },
  },
  {
    id: 'LIMIT-07',
    title: 'brings a long note there, if not whole then with a mark where it was cut',
    level,
    needs: ['ledger', 'addNote'],
    async run(bench) {
      const note = bench.note({ text: HOLE.repeat(LONG_CHARACTERS) });
      await bench.adapter().addNote!(await bench.aCase(), note, bench.context());
      const text = JSON.stringify((await bench.onlyCase()).notes);
      contains('the note', text, note.id);
      if (longestRun(text) < LONG_CHARACTERS) contains('the note', text, /…|\.\.\./);
      lacks('the note', text, /\p{Surrogate}|�/u);
    },
  },
];

/** In code points. */
function longestRun(text: string): number {
  const runs = text.match(/(?:🕳)+/gu) ?? [];
  return Math.max(0, ...runs.map((run) => [...run].length));
}
