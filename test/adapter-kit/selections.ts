/**
 * Which cases of the suite a further site of an adapter runs in the specs. `npm run conformance` runs all of them everywhere. Ids as in
 * docs/conformance.md; a digit after the group keeps out the groups that begin alike.
 */

/** The site logs in in another way, and is alike in all else. */
export const LOG_IN = ['CHECK*', 'CREATE*', 'FIND-0*', 'STATE*', 'SECRET*', 'CALLS*', 'MEDIA-KEPT*'];

const WHAT_IS_SENT = [
  'CREATE-0*',
  'CREATE-1*',
  'NOTE-0*',
  'MEDIA-0*',
  'UPDATE-0*',
  'TEXT*',
  'LIMIT*',
  'KEY*',
  'SECRET-0*',
  'CALLS-0*',
];
const WHAT_IS_READ = ['CHECK-0*', 'STATUS-*', 'STATUSES-0*', 'CHANGES-0*', 'CHANGES-1*', 'DISCOVER-0*'];
const WHAT_IS_FOUND = ['FIND-0*', 'FIND-NOTE-0*', 'FIND-MEDIA-0*', 'CREATE-LOST*', 'CREATE-KEPT*'];
const WHAT_FAILS = ['CREATE-FAIL*', 'CHANGES-FAIL*', 'CHECK-FAIL*'];

/** The site's messages have another shape, and go the same way: one verb stands for the others where a call breaks. */
export const SHAPE = [
  'MANIFEST*',
  'SETTINGS*',
  'EMULATOR*',
  'STATE-0*',
  ...WHAT_IS_SENT,
  ...WHAT_IS_READ,
  ...WHAT_IS_FOUND,
  ...WHAT_FAILS,
];
