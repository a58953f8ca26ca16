import type { CallContext, CaseNote, CaseStatusChange, CrmAdapter } from '../../src/adapter-kit/adapter.js';
import { OutcomeUnknownError } from '../../src/adapter-kit/errors.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { Fields, Open311Client } from './open311.client.js';
import { present } from './open311.mapping.js';
import { momentText } from './open311.moments.js';
import type { Open311Settings } from './open311.settings.js';

const PATH = 'servicerequestupdates';
/** What mySociety writes for a name that nobody gave. */
const NO_NAME = '-';

/** Notes and words on the status as POST servicerequestupdates (contract section 16.2): the same `update_id` again gets the first answer. */
export function updateVerbs(
  settings: Open311Settings,
  client: Open311Client,
): Required<Pick<CrmAdapter, 'addNote' | 'findNote' | 'updateCase'>> {
  const post = async (caseRef: CaseRef, id: string, fields: Fields, context: CallContext) => {
    const [made] = await client.post(PATH, [['service_request_id', caseRef], ['update_id', id], ...fields], {}, context);
    if (made?.fields['update_id'] === undefined && made?.fields['token'] === undefined)
      throw new OutcomeUnknownError('the answer holds neither an update_id nor a token');
  };
  return {
    addNote: (caseRef, note, context) => post(caseRef, note.id, noteFields(note, settings), context),
    // Sent again, it is known there by its id.
    findNote: () => Promise.resolve({ is: 'absent' }),
    updateCase: async (caseRef, change, context) => {
      const word = settings.updates.states[change.status];
      if (word !== undefined) await post(caseRef, change.id, changeFields(change, word), context);
    },
  };
}

function noteFields({ text, author, writtenAt, mediaUrls }: CaseNote, { updates, sendReporter }: Open311Settings): Fields {
  const person: [string, string | undefined][] = [
    ['first_name', author.firstName ?? NO_NAME],
    ['last_name', author.lastName ?? NO_NAME],
    ['email', author.email],
    ['phone', author.phone],
  ];
  return present([
    ['status', updates.noteStatus],
    ['updated_datetime', momentText(writtenAt)],
    ['description', text],
    ...(sendReporter ? person : []),
    ...mediaUrls.map((url): [string, string] => ['media_url', url]),
  ]);
}

function changeFields({ writtenAt }: CaseStatusChange, word: string): Fields {
  return [
    ['status', word],
    ['updated_datetime', momentText(writtenAt)],
    ['description', word],
  ];
}
