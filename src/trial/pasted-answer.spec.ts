import { pastedAnswer } from './pasted-answer.js';

it('a body alone came with 200 and the type that it looks like', () => {
  expect(pastedAnswer('{"id": 1}')).toMatchObject({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"id": 1}',
  });
  expect(pastedAnswer('<?xml version="1.0"?><a/>').headers['content-type']).toContain('text/xml');
  expect(pastedAnswer('<!DOCTYPE html><p>Sorry').headers['content-type']).toContain('text/html');
});

it('a whole answer brings its status and headers, and its body may hold empty lines', () => {
  const pasted = 'HTTP/1.1 302 Found\r\nLocation: /cases/7\r\nContent-Type: text/plain\r\n\r\none\r\n\r\ntwo';
  expect(pastedAnswer(pasted)).toMatchObject({
    status: 302,
    headers: { location: '/cases/7', 'content-type': 'text/plain' },
    body: 'one\n\ntwo',
  });
});

it('an answer may have neither headers nor a body', () => {
  expect(pastedAnswer('HTTP/2 204\n')).toMatchObject({ status: 204, body: '' });
  expect(pastedAnswer('HTTP/1.1 503 Closed\n\nback at 8')).toMatchObject({ status: 503, body: 'back at 8' });
});
