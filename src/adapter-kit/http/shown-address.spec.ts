import { shownAddress } from './shown-address.js';

describe('the address of a request, as an operator sees it', () => {
  it('shows the query, whichever way it was given', () => {
    expect(shownAddress({ url: 'https://crm.example/cases?page=2', query: { since: '2026-07-01', q: 'a b' } })).toBe(
      'https://crm.example/cases?page=2&since=2026-07-01&q=a+b',
    );
    expect(shownAddress({ url: 'https://crm.example/cases' })).toBe('https://crm.example/cases');
  });

  it.each([
    'api_key',
    'apikey',
    'token',
    'access_token',
    'X-Amz-Signature',
    'sig',
    'code',
    'key',
    'pwd',
    'sessionId',
    'api%5Fkey',
  ])('masks the value of %s, which lets somebody in', (name) => {
    expect(shownAddress({ url: `https://crm.example/cases?page=2&${name}=s3cret%20x&last=1` })).toBe(
      `https://crm.example/cases?page=2&${name}=[masked]&last=1`,
    );
  });

  it.each(['service_code', 'author', 'keyword', 'assignee', 'postcode'])('shows the value of %s', (name) => {
    expect(shownAddress({ url: 'https://crm.example/', query: { [name]: 'x' } })).toBe(`https://crm.example/?${name}=x`);
  });

  it('masks a log-in in the address', () => {
    expect(shownAddress({ url: 'https://me:s3cret@crm.example/a?b=c' })).toBe('https://[masked]@crm.example/a?b=c');
  });
});
