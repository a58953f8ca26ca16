import { CharsetEncoder, isCharset } from './charset-encoder.js';

describe('a text for a charset that is smaller than Unicode', () => {
  const latin1 = new CharsetEncoder('iso-8859-1');

  it.each([
    ['Straße, Ærøskøbing', 'Straße, Ærøskøbing'],
    ['Łódź – „so“ …', 'Lódz - ,,so" ...'],
    ['e\u0301t\u00e9', 'été'],
    ['a 🕳 b', 'a ? b'],
  ])('gets something like what there isn’t: %j is %j', (text, expected) => {
    expect(latin1.fitted(text, 'transliterate')).toBe(expected);
  });

  it('can have a question mark instead', () => {
    expect(latin1.fitted('Łódź', 'question-mark')).toBe('?ód?');
  });

  it('keeps everything in an XML document, by reference', () => {
    expect(latin1.xml('<a>ß 🕳</a>')).toEqual(Buffer.from('<a>ß &#128371;</a>', 'latin1'));
  });

  it('knows other charsets, and which there are', () => {
    expect(new CharsetEncoder('windows-1252').xml('€')).toEqual(Buffer.from([0x80]));
    expect(new CharsetEncoder('utf-16le').fitted('🕳', 'transliterate')).toBe('🕳');
    expect(['utf-8', 'shift_jis', 'klingon', 7].map(isCharset)).toEqual([true, true, false, false]);
    expect(() => new CharsetEncoder('klingon')).toThrow(/klingon/);
  });
});
