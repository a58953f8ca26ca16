import { validated } from '../../../test/adapter-kit/adapter-bench.js';
import { RejectedError } from '../errors.js';
import { FieldRule, FieldRules } from './field-rules.js';

const logged: object[] = [];
const logger = { info: (fields: object) => void logged.push(fields), warn: () => undefined };
const rulesOf = (written: Readonly<Record<string, object>>, takesNotes = true) => {
  const rules = Object.entries(written).map(([path, rule]) => [path, validated(FieldRule, { ...rule })]);
  return new FieldRules(Object.fromEntries(rules) as Record<string, FieldRule>, ['request'], takesNotes);
};
const fit = (written: Readonly<Record<string, object>>, document: unknown) =>
  rulesOf(written).fit(document, { request: { id: '26-1' } }, logger);

describe('the texts of a document', () => {
  it('are cut to what their fields take, at any depth and in every item of a list, and the log names the field', () => {
    const rules = { title: { maxCharacters: 5 }, 'who.name': { maxBytes: 4, marker: '' }, 'answers.text': { maxCharacters: 3 } };
    const document = {
      title: 'Pothole',
      who: { name: 'Zoë Ö' },
      answers: [{ text: 'deep' }, { text: 'no' }, 7],
      other: 'as it was',
    };
    expect(fit(rules, document).document).toEqual({
      title: 'Poth…',
      who: { name: 'Zoë' },
      answers: [{ text: 'de…' }, { text: 'no' }, 7],
      other: 'as it was',
    });
    expect(logged).toContainEqual({ field: 'title', characters: 7, maxCharacters: 5 });
  });

  it('are written in the characters that the CRM has', () => {
    expect(fit({ text: { charset: 'iso-8859-1' } }, { text: 'Łódź – 5 €' }).document).toEqual({ text: 'Lódz - 5 EUR' });
  });

  it('keep our id, where they hold it', () => {
    const rules = { title: { maxCharacters: 12, keep: '({{ request.id }})' } };
    expect(fit(rules, { title: 'A long title (26-1)' }).document).toEqual({ title: 'A lon…(26-1)' });
    expect(fit(rules, { title: 'A title without it' }).document).toEqual({ title: 'A title wit…' });
  });

  it('go on in another field, which has a limit of its own, and nothing is lost on the way', () => {
    const rules = { details: { maxCharacters: 12 }, text: { maxCharacters: 8, overflow: 'field', field: 'details' } };
    expect(fit(rules, { text: 'one two three four' })).toEqual({
      document: { text: 'one two…', details: 'three four' },
      forNote: '',
    });
    expect(fit(rules, { text: 'one two three four', details: 'knee-deep' }).document).toEqual({
      text: 'one two…',
      details: 'knee-deep\nt…',
    });
    expect(fit({ text: rules.text }, { text: 'one two three' }).document).toEqual({ text: 'one two…', details: 'three' });
  });

  it('go on in a note', () => {
    const rules = { text: { maxCharacters: 8, overflow: 'note' }, title: { maxCharacters: 4, overflow: 'note', marker: '' } };
    expect(fit(rules, { text: 'one two three', title: 'Potholes' })).toEqual({
      document: { text: 'one two…', title: 'Poth' },
      forNote: 'three\noles',
    });
    expect(fit(rules, { text: 'short' })).toEqual({ document: { text: 'short' }, forNote: '' });
  });

  it('are refused where half of them is of no use', () => {
    expect(() => fit({ plate: { maxCharacters: 4, overflow: 'refuse' } }, { plate: '12345' })).toThrow(RejectedError);
    expect(() => fit({ plate: { maxCharacters: 4, overflow: 'refuse' } }, { plate: '12345' })).toThrow(/plate is too long/);
  });

  it('are left alone where they are no texts or not there', () => {
    const document = { text: 12345, list: null };
    expect(
      fit({ text: { maxCharacters: 2 }, 'list.a': { maxCharacters: 1 }, none: { maxCharacters: 1 } }, document).document,
    ).toEqual(document);
  });

  it('may not be passed round in a circle', () => {
    const to = (field: string) => ({ maxCharacters: 8, overflow: 'field', field });
    expect(() => rulesOf({ a: to('b'), b: to('a') })).toThrow(/a passes its rest to b passes its rest to a/);
  });

  it('may not go into a note where there is none, nor name what is not known', () => {
    expect(() => rulesOf({ text: { maxCharacters: 8, overflow: 'note' } }, false)).toThrow(
      /text: its rest can't go into a note here/,
    );
    expect(() => rulesOf({ text: { maxCharacters: 8, keep: '{{ nobody }}' } })).toThrow(/unknown variable nobody/);
    expect(() => rulesOf({ text: { maxCharacters: 8, overflow: 'field' } })).toThrow(/field: /);
  });
});
