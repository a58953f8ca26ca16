import { AcceptedUpdateModel, NewUpdateModel, UpdateModel } from '../models/update.js';
import type { Operation } from '../operation.js';
import { MOST_UPDATES } from '../../update-filter.js';
import { PAGE_HEADERS } from './request-operations.js';
import { dateAt, JURISDICTION, pages } from './parameters.js';

const ROOT = 'service_request_updates';

export const UPDATE_OPERATIONS = {
  listUpdates: {
    tag: 'Updates',
    summary: 'What changed in reports',
    description: 'mySociety’s extension: every public change, oldest first. Without dates: the last 90 days.',
    query: [
      JURISDICTION,
      dateAt('start_date', 'Became public at or after.'),
      dateAt('end_date', 'Became public at or before.'),
      ...pages(MOST_UPDATES),
    ],
    answer: { description: 'The updates.', root: ROOT, model: UpdateModel, isList: true },
    headers: PAGE_HEADERS,
    errors: [400, 404],
  },
  postUpdate: {
    tag: 'Updates',
    summary: 'Add to a report',
    description:
      'For the city’s staff; it changes nothing that is public. The same update_id for the same report gets its first answer again.',
    body: NewUpdateModel,
    takesFiles: true,
    answer: { description: 'Accepted.', root: ROOT, model: AcceptedUpdateModel, isList: true },
    errors: [400, 403, 404, 413, 415],
  },
} satisfies Record<string, Operation>;
