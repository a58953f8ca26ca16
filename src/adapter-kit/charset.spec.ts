import { decodeText } from './charset.js';

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
    ['as nothing where there is nothing', '', Buffer.alloc(0), undefined],
  ])('%s', (_name, text, bytes, contentType) => {
    expect(decodeText(bytes, contentType)).toBe(text);
  });

  it('never throws, whatever the bytes are', () => {
    expect(decodeText(Buffer.from([0xff, 0xff, 0xc3, 0x28]))).toContain('\ufffd');
  });
});
