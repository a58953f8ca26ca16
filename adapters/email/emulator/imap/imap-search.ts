import { numbersIn, type StoredMail } from './imap-folder.js';
import { type ImapValue, textOf } from './imap-value.js';
import { fieldsOf } from './mail-headers.js';

/** A mail and its place in the folder. */
export interface Numbered {
  readonly mail: StoredMail;
  readonly number: number;
}

export interface Last {
  readonly number: number;
  readonly uid: number;
}

type Test = (each: Numbered) => boolean;
type MakeTest = (next: () => ImapValue, last: Last) => Test;

const flag =
  (name: string, isSet = true): MakeTest =>
  () =>
  ({ mail }) =>
    mail.flags.has(name) === isSet;
const field =
  (name: string): MakeTest =>
  (next) =>
    hasField(name, textOf(next()));
const day =
  (fits: (mail: number, asked: number) => boolean): MakeTest =>
  (next) => {
    const asked = Date.parse(`${textOf(next())} UTC`);
    return ({ mail }) => fits(Math.floor(mail.at.getTime() / 86_400_000) * 86_400_000, asked);
  };

/** What can be searched for (RFC 9051, 6.4.4): as much as clients of the bridge ask. Encoded words are not decoded. */
const TESTS: Readonly<Record<string, MakeTest>> = {
  ALL: () => () => true,
  SEEN: flag('\\Seen'),
  UNSEEN: flag('\\Seen', false),
  ANSWERED: flag('\\Answered'),
  UNANSWERED: flag('\\Answered', false),
  FLAGGED: flag('\\Flagged'),
  UNFLAGGED: flag('\\Flagged', false),
  DRAFT: flag('\\Draft'),
  UNDRAFT: flag('\\Draft', false),
  DELETED: flag('\\Deleted'),
  UNDELETED: flag('\\Deleted', false),
  KEYWORD: (next) => {
    const name = textOf(next());
    return ({ mail }) => mail.flags.has(name);
  },
  UNKEYWORD: (next) => {
    const name = textOf(next());
    return ({ mail }) => !mail.flags.has(name);
  },
  HEADER: (next) => hasField(textOf(next()), textOf(next())),
  SUBJECT: field('subject'),
  FROM: field('from'),
  TO: field('to'),
  CC: field('cc'),
  SINCE: day((mail, asked) => mail >= asked),
  BEFORE: day((mail, asked) => mail < asked),
  ON: day((mail, asked) => mail === asked),
  TEXT: (next) => {
    const text = textOf(next());
    return ({ mail }) => mail.raw.includes(text);
  },
  UID: (next, { uid }) => {
    const isMeant = numbersIn(textOf(next()), uid);
    return ({ mail }) => isMeant(mail.uid);
  },
  NOT: (next, last) => {
    const test = testIn(next, last);
    return (each) => !test(each);
  },
  OR: (next, last) => {
    const [one, other] = [testIn(next, last), testIn(next, last)];
    return (each) => one(each) || other(each);
  },
};

/** @throws Error for what is not known here. */
export function searchIn(keys: readonly ImapValue[], last: Last): Test {
  const left = [...keys];
  const next = () => {
    const value = left.shift();
    if (value === undefined) throw new Error('the search ends too early');
    return value;
  };
  const tests: Test[] = [];
  while (left.length > 0) tests.push(testIn(next, last));
  return (each) => tests.every((test) => test(each));
}

function testIn(next: () => ImapValue, last: Last): Test {
  const key = next();
  if (Array.isArray(key)) return searchIn(key as ImapValue[], last);
  const word = textOf(key).toUpperCase();
  if (/^[\d*]/.test(word)) {
    const isMeant = numbersIn(word, last.number);
    return ({ number }) => isMeant(number);
  }
  const make = TESTS[word];
  if (!make) throw new Error(`no search for ${word}`);
  return make(next, last);
}

function hasField(name: string, part: string): Test {
  const [sought, wanted] = [part.toLowerCase(), name.toLowerCase()];
  return ({ mail }) => fieldsOf(mail.raw).some((each) => each.name === wanted && each.value.toLowerCase().includes(sought));
}
