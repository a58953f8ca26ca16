import { Charset, decodeText, isCharset, type UnencodableRule } from './charset.js';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('text of a CRM is decoded', () => {
  it.each<[string, string, Buffer, string | undefined]>([
    ['as UTF-8 where nothing is said', 'Straße 🕳️', Buffer.from('Straße 🕳️'), undefined],
    ['by the charset of its content type', 'Straße', latin1('Straße'), 'text/xml; charset=ISO-8859-1'],
    ['by a quoted charset', 'Straße', latin1('Straße'), 'text/xml; Charset = "iso-8859-1"; x=y'],
    [
      'by its XML declaration',
      '<?xml version="1.0" encoding="windows-1252"?><a>ß</a>',
      latin1('<?xml version="1.0" encoding="windows-1252"?><a>ß</a>'),
      'text/xml',
    ],
    [
      'by the content type before the XML declaration',
      '<?xml version="1.0" encoding="UTF-8"?>ß',
      latin1('<?xml version="1.0" encoding="UTF-8"?>ß'),
      'text/xml; charset=latin1',
    ],
    ['by its byte-order mark before all', '<a>ß</a>', Buffer.from('\uFEFF<a>ß</a>', 'utf16le'), 'text/xml; charset=utf-8'],
    ['as UTF-16 big-endian', 'aß', Buffer.from('\uFEFFaß', 'utf16le').swap16(), undefined],
    ['without the byte-order mark of UTF-8', '{"a":1}', Buffer.from('\uFEFF{"a":1}'), undefined],
    ['as UTF-8 where the charset is unknown', 'ß', Buffer.from('ß'), 'text/plain; charset=klingon'],
    ['by what else is said, where one charset is unknown', 'ß', latin1('ß'), 'text/plain; charset=iso-8859-1; charset=x'],
    [
      'by its XML declaration where the content type names none that is known',
      '<?xml version="1.0" encoding="ISO-8859-1"?>ß',
      latin1('<?xml version="1.0" encoding="ISO-8859-1"?>ß'),
      'text/xml; charset=klingon',
    ],
    [
      'as UTF-16 without a mark where XML begins so',
      '<?xml version="1.0" encoding="utf-16"?><a>ß</a>',
      Buffer.from('<?xml version="1.0" encoding="utf-16"?><a>ß</a>', 'utf16le'),
      'text/xml',
    ],
    [
      'as windows-1252, which much calls itself ISO-8859-1',
      '“€”',
      Buffer.from([0x93, 0x80, 0x94]),
      'text/plain; charset=ISO-8859-1',
    ],
    ['in a charset of DOS', 'Straße', Buffer.from('53747261e165', 'hex'), 'text/plain; charset=cp850'],
    ['as nothing where there is nothing', '', Buffer.alloc(0), undefined],
  ])('%s', (_name, text, bytes, contentType) => {
    expect(decodeText(bytes, contentType)).toBe(text);
  });

  it('never throws, whatever the bytes are', () => {
    expect(decodeText(Buffer.from([0xff, 0xff, 0xc3, 0x28]))).toContain('\ufffd');
  });
});

describe('a charset that we write', () => {
  it.each<[string, string, UnencodableRule, string]>([
    ['iso-8859-1', 'Straße für 20 £', 'transliterate', 'Straße für 20 £'],
    ['iso-8859-1', 'Łódź – “Größe” … 5 €', 'transliterate', 'Lódz - "Größe" ... 5 EUR'],
    ['windows-1252', 'Łódź – “Größe” … 5 €', 'transliterate', 'Lódz – “Größe” … 5 €'],
    ['us-ascii', 'Ωμέγα Жук', 'transliterate', 'Omega Zhuk'],
    ['iso-8859-1', 'Mu\u0308ller e\u0301 z\u200d\u2003x', 'transliterate', 'Müller é z x'],
    ['iso-8859-1', 'hole \u{1F573}', 'transliterate', 'hole ?'],
    ['iso-8859-1', 'Łódź \u{1F573}', 'replace', '?ód? ?'],
    ['iso-8859-1', '<a>ź \u{1F573}</a>', 'reference', '<a>&#378; &#128371;</a>'],
    ['utf-8', 'Łódź \u{1F573} \ud800', 'refuse', 'Łódź \u{1F573} \ufffd'],
  ])('%s takes %j by the rule %s as %j', (name, text, rule, fitted) => {
    const charset = new Charset(name);
    expect(charset.fit(text, rule)).toBe(fitted);
    const written = charset.encode(text, rule);
    expect(decodeText(written, `text/plain; charset=${name}`)).toBe(fitted);
    expect(charset.byteLength(fitted)).toBe(written.length);
  });

  it('refuses where its rule says so, and names the character', () => {
    expect(() => new Charset('iso-8859-1').encode('Łódź', 'refuse')).toThrow('iso-8859-1 has no "Ł"');
  });

  it('writes UTF-16 with a mark, without it where the byte order is in the name', () => {
    expect(new Charset('utf-16').encode('a')).toEqual(Buffer.from('fffe6100', 'hex'));
    expect(new Charset('utf-16le').encode('a')).toEqual(Buffer.from('6100', 'hex'));
    expect(new Charset('utf-16').byteLength('a')).toBe(2);
  });

  it('is one that somebody knows', () => {
    expect(() => new Charset('klingon')).toThrow(RangeError);
    expect(['UTF-8', 'latin1', 'cp850', 'klingon'].map(isCharset)).toEqual([true, true, true, false]);
  });
});
