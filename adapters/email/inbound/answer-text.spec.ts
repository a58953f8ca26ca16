import { Pattern } from '../../../src/domain/pattern.js';
import { answerIn } from './answer-text.js';

const ANSWER = 'The hole was filled this morning.\n\nPlease drive carefully.';

it.each([
  ['English', 'On Mon, 2 Mar 2026 at 09:15, Riverton 311 <311@riverton.example> wrote:\n> Pothole\n> on Mill Lane'],
  ['English over two lines', 'On Mon, 2 Mar 2026 at 09:15, Riverton 311\n<311@riverton.example> wrote:\n\n> Pothole'],
  ['German', 'Am 02.03.26 um 09:15 schrieb Riverton 311:\n> Schlagloch'],
  ['French', 'Le 2 mars 2026 à 09:15, Riverton 311 <311@riverton.example> a écrit :\n> Nid de poule'],
  ['Spanish', 'El 2 mar 2026, a las 09:15, Riverton escribió:\n> Bache'],
  ['a language nobody thought of', 'Den 2026-03-02 09:15 kirjutas 311@riverton.example:\n> Auk'],
  [
    'Outlook',
    '________________________________\nFrom: Riverton 311 <311@riverton.example>\nSent: Monday, March 2, 2026 9:15 AM\nTo: Streets\nSubject: 26-00000001\n\nPothole',
  ],
  ['German Outlook', '-----Ursprüngliche Nachricht-----\nVon: Riverton 311\nGesendet: Montag\n\nSchlagloch'],
  ['without marks of quotation', 'On 2 Mar 2026, at 09:15, Riverton 311 <311@riverton.example> wrote:\n\nPothole on Mill Lane'],
  ['our own block', '----- BEGIN OPEN311 REPORT -----\n{"id": "26-00000001"}'],
])('leaves the old mail out: %s', (_what, old) => {
  expect(answerIn(`${ANSWER}\n\n${old}\n`)).toBe(ANSWER);
});

it.each([
  ['the usual mark', '-- \nA. Clerk\nStreets Department'],
  ['the mark without its blank', '--\nA. Clerk'],
  ['a telephone', 'Sent from my iPhone'],
  ['a farewell', 'Kind regards,\n\nA. Clerk\n01234 567'],
  ['a German farewell', 'Mit freundlichen Grüßen\nA. Clerk'],
])('leaves the signature out: %s', (_what, signature) => {
  expect(answerIn(`${ANSWER}\n\n${signature}\n`)).toBe(ANSWER);
});

it('keeps what was written between quotes', () => {
  expect(answerIn('> Is it done?\nYes.\n> And the lamp?\nNo, next week.')).toBe('Yes.\nNo, next week.');
});

it.each([
  'We will do it on 3 March: the crew comes at nine.',
  'From: here on the road is closed.\nUntil Friday.',
  'Regards to the crew.\nOn Monday they wrote: all fine.',
  'Done.\n\n* lamp\n* post',
])('keeps an answer that only looks like one of these: %j', (text) => {
  expect(answerIn(text)).toBe(text);
});

it('cuts where the city says', () => {
  expect(answerIn(`${ANSWER}\nCONFIDENTIAL: this mail`, [new Pattern('^confidential:', { anyCase: true })])).toBe(ANSWER);
});

it('is empty where all is old', () => {
  expect(answerIn('> all old\n> words')).toBe('');
});

it.each(['On a b ', '2020from<', 'abc. x skrev \n', '\n', '>', 'On 1 wrote \n', 'From: a\n', '-- x\n', 'Kind regards\nx\n'])(
  'takes no more steps than the text is long: %j over and over',
  (piece) => {
    const text = piece.repeat(Math.ceil(50_000 / piece.length));
    const before = performance.now();
    answerIn(text);
    // Not a measurement: what grows by the square or worse takes minutes here.
    expect(performance.now() - before).toBeLessThan(20_000);
  },
);
