import type { ServiceRequest } from '../../../src/domain/service-request.js';
import { type PlantedBug, withHttp, withVerbs } from './plant.js';

const withRequest = (bug: string, caughtBy: string, changed: (request: ServiceRequest) => ServiceRequest): PlantedBug =>
  withVerbs(bug, caughtBy, ({ createCase }) => ({ createCase: (request, context) => createCase(changed(request), context) }));

const withDescription = (bug: string, caughtBy: string, changed: (text: string) => string): PlantedBug =>
  withRequest(bug, caughtBy, (request) => ({ ...request, description: changed(request.description ?? '') }));

export const textBugs: readonly PlantedBug[] = [
  withDescription('escapes what is escaped again later', 'TEXT-06', (text) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
  ),
  withDescription('cuts between the halves of a character', 'LIMIT-02', (text) => text.slice(0, 1999)),
  withDescription('cuts without a mark', 'LIMIT-03', (text) => [...text].slice(0, 2000).join('')),
  withDescription('fills in what looks like a template', 'TEXT-09', (text) => text.replaceAll(/\{\{.*?\}\}/g, '')),
  withDescription('composes what was typed as a letter and a mark', 'TEXT-05', (text) => text.normalize('NFC')),
  withHttp('says UTF-8 and sends Latin-1', 'TEXT-01', (request, send) =>
    send({ ...request, body: typeof request.body === 'string' ? Buffer.from(request.body, 'latin1') : request.body }),
  ),
];
