import { type PlantedBug, withHttp, withVerbs } from './plant.js';

export const stepBugs: readonly PlantedBug[] = [
  withVerbs('answers before a note is there', 'NOTE-FAIL-02', ({ addNote }) => ({
    addNote(caseRef, note, context) {
      void addNote(caseRef, note, context).catch(() => undefined);
      return Promise.resolve();
    },
  })),
  withHttp('sends a picture as text', 'MEDIA-01', (request, send) =>
    send({ ...request, body: Buffer.isBuffer(request.body) ? request.body.toString('utf8') : request.body }),
  ),
  withVerbs('closes a case at any word', 'UPDATE-05', ({ updateCase }) => ({
    updateCase: (caseRef, change, context) => updateCase(caseRef, { ...change, status: 'fixed' }, context),
  })),
];
