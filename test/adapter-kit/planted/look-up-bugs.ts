import { type PlantedBug, withHttp, withVerbs } from './plant.js';

export const lookUpBugs: readonly PlantedBug[] = [
  withVerbs('answers with an empty reference', 'CREATE-05', ({ createCase }) => ({
    async createCase(request, context) {
      await createCase(request, context);
      return '';
    },
  })),
  withHttp('finds the case of another request, whose id holds ours', 'FIND-01', async (request, send) => {
    const answer = await send(request);
    const sought = request.query?.externalRef;
    return sought ? { ...answer, text: answer.text.replaceAll(/"externalRef":"[^"]*"/g, `"externalRef":"${sought}"`) } : answer;
  }),
  withVerbs('calls a case absent when it could not ask', 'FIND-FAIL-01', ({ findCase }) => ({
    findCase: (request, since, context) => findCase(request, since, context).catch(() => ({ is: 'absent' })),
  })),
  withVerbs('knows a note by its words', 'NOTE-05', ({ addNote, findNote }) => ({
    addNote: (caseRef, note, context) => addNote(caseRef, { ...note, id: note.text }, context),
    findNote: (caseRef, note, context) => findNote(caseRef, { ...note, id: note.text }, context),
  })),
];
