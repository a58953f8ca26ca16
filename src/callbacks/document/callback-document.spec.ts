import { CallbackRefused } from '../callback-refused.js';
import { readDocument } from './callback-document.js';

const read = (body: string | Buffer, contentType?: string, query = '') =>
  readDocument({ headers: contentType === undefined ? {} : { 'content-type': contentType }, query, body: Buffer.from(body) });

it.each<[string, string | undefined, string | Buffer, unknown]>([
  ['JSON', 'application/json; charset=utf-8', '{"a":[1,"ü"]}', { a: [1, 'ü'] }],
  ['JSON of a vendor', 'application/vnd.crm+json', '{"a":1}', { a: 1 }],
  ['a form', 'application/x-www-form-urlencoded', 'a=1&b=x+y&b=z', { a: '1', b: ['x y', 'z'] }],
  ['XML', 'text/xml', '<c:case xmlns:c="urn:c"><c:ref>7</c:ref><n/><n>b</n></c:case>', { case: { ref: '7', n: ['', 'b'] } }],
  ['XML with attributes', 'application/xml', '<a k="v">t<b/></a>', { a: { '@k': 'v', $text: 't', b: '' } }],
  [
    'SOAP',
    'application/soap+xml',
    '<e:Envelope xmlns:e="x"><e:Body><r>1</r></e:Body></e:Envelope>',
    { Envelope: { Body: { r: '1' } } },
  ],
  [
    'XML in another encoding',
    'text/xml',
    Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>\xfc</a>', 'latin1'),
    { a: 'ü' },
  ],
  ['JSON that nobody named', undefined, ' {"a":1}', { a: 1 }],
  ['XML that was called text', 'text/plain', '<a>1</a>', { a: '1' }],
  ['nothing', undefined, '', {}],
])('reads %s', (_what, contentType, body, expected) => {
  expect(read(body, contentType).body).toEqual(expected);
});

it('reads the query, and keeps a name that JavaScript knows as a mere name', () => {
  expect(read('{}', 'application/json', 'id=7&__proto__=x').query).toEqual(
    Object.fromEntries([
      ['id', '7'],
      ['__proto__', 'x'],
    ]),
  );
});

it.each<[string, string, string]>([
  ['JSON that ends too early', 'application/json', '{"a":'],
  ['XML that is not well-formed', 'text/xml', '<a><b></a>'],
  ['a document type', 'text/xml', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'],
  ['a million laughs', 'text/xml', `<a>${'<b>'.repeat(60_000)}${'</b>'.repeat(60_000)}</a>`],
  ['more parameters than anybody needs', 'application/x-www-form-urlencoded', 'a=1&'.repeat(5_001)],
  ['a picture', 'image/png', 'x'],
])('refuses %s', (_what, contentType, body) => {
  expect(() => read(body, contentType)).toThrow(CallbackRefused);
});
