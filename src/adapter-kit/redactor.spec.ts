import { Redactor } from './redactor.js';

const SECRET = 'p<w>"&ö/ 1';

describe('a redactor', () => {
  it.each([
    ['as it is', SECRET],
    ['in XML', 'p&lt;w&gt;"&amp;ö/ 1'],
    ['in an XML attribute', 'p&lt;w&gt;&quot;&amp;ö/ 1'],
    ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['in a URL', encodeURIComponent(SECRET)],
    ['in a form', new URLSearchParams([['', SECRET]]).toString().slice(1)],
    ['in base64', Buffer.from(SECRET).toString('base64')],
  ])('masks a secret %s', (_name, spelling) => {
    const clean = new Redactor([SECRET]).redact(`before ${spelling} after ${spelling}`);
    expect(clean).toBe('before [masked] after [masked]');
  });

  it('masks the whole of a secret that has another one in it', () => {
    expect(new Redactor(['abc', 'abcdef']).redact('abcdef abc')).toBe('[masked] [masked]');
    expect(new Redactor(['abcdef', 'abc']).redact('abcdef abc')).toBe('[masked] [masked]');
  });

  it('masks what became known on the way', () => {
    const redactor = new Redactor([]);
    expect(redactor.redact('token-1')).toBe('token-1');
    redactor.add('token-1');
    expect(redactor.redact('token-1')).toBe('[masked]');
  });

  it('leaves a text alone where the secret is empty or too short to hide anything', () => {
    expect(new Redactor(['', 'ab']).redact('about a cab')).toBe('about a cab');
  });
});
