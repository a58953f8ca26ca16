import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type AdapterUnderTest, underTest } from '../../src/adapter-kit/conformance/adapter-under-test.js';
import { CONFIRM_CREDENTIALS } from './emulator/confirm-like/credentials.js';
import { DOCUMENT_CREDENTIALS } from './emulator/document-in-string/credentials.js';
import { ECHO_CREDENTIALS } from './emulator/echo-like/credentials.js';
import { FORMS_CREDENTIALS } from './emulator/online-forms/credentials.js';
import { SESSION_CREDENTIALS } from './emulator/session-like/sessions.js';
import { SYMOLOGY_CREDENTIALS } from './emulator/symology-like/credentials.js';
import { soap } from './soap.adapter.js';
import { startSoapEmulator } from './soap.emulator.js';

const WRONG = 'not-the-password';
const LOOKS_FIRST = 'after a 503 a write is looked for: a proxy may have given up on a server that did the work';
const LATIN_1 = 'this CRM takes Latin-1 and nothing beyond it: other characters become something like them';

const afterServiceUnavailable = Object.fromEntries(
  ['CREATE', 'NOTE', 'MEDIA', 'UPDATE'].map((group) => [`${group}-FAIL-08`, LOOKS_FIRST]),
);

type Site = Pick<AdapterUnderTest, 'operations' | 'faultWords'> &
  Partial<Pick<AdapterUnderTest, 'absent' | 'exempt' | 'titleOf'>> & {
    readonly credentials: { readonly password: string };
    readonly limits?: AdapterUnderTest['manifest']['limits'];
  };

/** One of the stand-ins, spoken to with the example that is there to be copied, and nothing else. */
function site(flavour: string, { credentials, limits = {}, exempt = {}, ...rest }: Site): AdapterUnderTest {
  return underTest({
    site: flavour,
    manifest: { ...soap, limits, startEmulator: (options) => startSoapEmulator({ ...options, flavour }) },
    settings: parse(readFileSync(new URL(`./examples/${flavour}.yaml`, import.meta.url), 'utf8')) as Record<string, unknown>,
    badCredentials: { credentials: Object.fromEntries(Object.keys(credentials).map((key) => [key, WRONG])) },
    secrets: [credentials.password, WRONG],
    at: (url) => ({ endpoint: url }),
    ...rest,
    exempt: { ...afterServiceUnavailable, ...exempt },
  });
}

export const conformance: readonly AdapterUnderTest[] = [
  site('confirm-like', {
    credentials: CONFIRM_CREDENTIALS,
    limits: { descriptionCharacters: 2000 },
    operations: { create: 'NewEnquiry', note: 'EnquiryUpdate', media: 'attach', update: 'EnquiryUpdate' },
    faultWords: 'The subject is not known to this service',
  }),
  site('symology-like', {
    credentials: SYMOLOGY_CREDENTIALS,
    limits: { descriptionCharacters: 4000 },
    operations: { create: 'SendRequest', note: 'SendEventAction', media: 'SendDocument', update: 'SendEventAction' },
    faultWords: 'The service code is not known',
    exempt: {
      'CHANGES-02': 'a file has the rows it has, of earlier days too: the bridge drops what it knows',
      'CHANGES-FAIL-14': 'changes are files on a web server, whose 404 says that there is none yet',
    },
  }),
  site('echo-like', {
    credentials: ECHO_CREDENTIALS,
    limits: { descriptionCharacters: 5000 },
    operations: { create: 'PostEvent', note: 'PerformEventAction', media: 'PostAttachment', update: 'PerformEventAction' },
    faultWords: 'Unable to find an event type',
    absent: { fetchChanges: 'the service has no search for changes' },
  }),
  site('session-like', {
    credentials: SESSION_CREDENTIALS,
    operations: { create: 'create', note: 'addComment', media: 'addComment', update: 'update' },
    faultWords: 'The category is not on the list',
  }),
  site('document-in-string', {
    credentials: DOCUMENT_CREDENTIALS,
    operations: { create: 'CreateCase', note: 'AddComment', media: 'AddFile', update: 'SetStatus' },
    faultWords: 'the category is not known',
    exempt: Object.fromEntries(
      ['01', '02', '03', '04', '05', '19', '21']
        .flatMap((number) => [
          [`TEXT-${number}`, LATIN_1],
          [`NOTE-TEXT-${number}`, LATIN_1],
        ])
        .concat([
          ['LIMIT-01', LATIN_1],
          ['STATUS-05', LATIN_1],
          ['STATUS-06', LATIN_1],
          ['LIMIT-07', LATIN_1],
        ]),
    ),
  }),
  site('online-forms', {
    credentials: FORMS_CREDENTIALS,
    operations: { create: 'CreateRequest', note: 'FWTNoteToParentRef', media: 'AttachFileRequest' },
    faultWords: 'Form is not published',
    absent: { updateCase: 'the flow leaves closing to the call centre' },
  }),
];

/** One of them. @throws Error for a name that none has. */
export function siteNamed(name: string): AdapterUnderTest {
  const found = conformance.find((each) => each.site === name);
  if (!found) throw new Error(`no site ${name}`);
  return found;
}
