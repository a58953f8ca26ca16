import { aCallContext } from './a-call-context.js';
import { aCaseNote } from './a-case-note.js';
import type { Subject } from './adapter-under-test.js';
import { promisesOfFailingSteps } from './promises-of-failing-steps.js';
import { promisesOfFindingSteps, promisesOfLostSteps } from './promises-of-finding-steps.js';
import type { SentStep, StepUnderTest } from './step-under-test.js';

const AWKWARD = 'Fish & chips <b>"bold"</b> ]]> {{ id }} ${HOME}\n.\nStraße 日本 🕳️';

export function promisesOfNotes<S extends object>(subject: Subject<S>): void {
  const { bench, noteOperation, cannot } = subject;
  if (cannot?.addNote) {
    it(`has no addNote: ${cannot.addNote}`, () => expect(bench().adapter().addNote).toBeUndefined());
    return;
  }
  const step: StepUnderTest = { what: 'a note', operation: noteOperation!, make: aSentNote, findVerb: 'findNote' };
  promisesOfArriving(subject);
  promisesOfLostSteps(subject, step);
  promisesOfFindingSteps(subject, step);
  promisesOfFailingSteps(subject, step);
}

function promisesOfArriving<S extends object>({ bench, request }: Subject<S>): void {
  it('brings each note there once, to its own case, in the order in which they were sent', async () => {
    const adapter = bench().adapter();
    const refs = [await adapter.createCase(request(), aCallContext()), await adapter.createCase(request(), aCallContext())];
    const sent = ['One', 'Two', 'Three', 'Four'].map((text) => aCaseNote({ text: `${text} of four` }));
    for (const [number, note] of sent.entries()) await adapter.addNote!(refs[number % 2]!, note, aCallContext());
    const cases = await bench().control.cases();
    const textsOf = (ref: string) =>
      cases.find((each) => each.ref === ref)!.notes.map(({ text }) => /\w+(?= of four)/.exec(text)?.[0]);
    expect(refs.map(textsOf)).toEqual([
      ['One', 'Three'],
      ['Two', 'Four'],
    ]);
  });

  it('writes our id into a note, and the addresses of its pictures', async () => {
    const note = aCaseNote({ mediaUrls: ['https://bridge.example/media/a.jpg', 'https://bridge.example/media/b.jpg'] });
    await bench().adapter().addNote!(await bench().adapter().createCase(request(), aCallContext()), note, aCallContext());
    const [arrived] = (await bench().theOnlyCase()).notes;
    const text = JSON.stringify(arrived);
    for (const word of [note.id, note.text, ...note.mediaUrls]) expect(text).toContain(word);
  });

  it('brings awkward texts there whole, and makes do with an author who told nothing', async () => {
    const note = aCaseNote({ text: AWKWARD, author: {} });
    await bench().adapter().addNote!(await bench().adapter().createCase(request(), aCallContext()), note, aCallContext());
    const [arrived] = (await bench().theOnlyCase()).notes;
    expect(arrived!.text.replaceAll('\r\n', '\n')).toContain(AWKWARD);
    expect(JSON.stringify(arrived)).not.toMatch(/undefined|\[object Object\]/);
  });
}

function aSentNote(): SentStep {
  const note = aCaseNote();
  return {
    send: (adapter, caseRef, context) => adapter.addNote!(caseRef, note, context),
    countIn: ({ notes }) => notes.filter((each) => JSON.stringify(each).includes(note.id)).length,
    personal: [note.text, ...Object.values(note.author)],
    find: (adapter, caseRef, context) => adapter.findNote!(caseRef, note, context),
  };
}
