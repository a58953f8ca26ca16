import { nearest } from './nearest.js';

const known = ['timeZone', 'name', 'services', 'routes', 'id'];

it.each([
  ['timezone', 'timeZone'],
  ['TIMEZONE', undefined],
  ['nmae', 'name'],
  ['service', 'services'],
  ['servcies', 'services'],
  ['rotues', 'routes'],
  ['di', 'id'],
  ['nothing', undefined],
  ['', undefined],
])('for %j suggests %j', (word, expected) => {
  expect(nearest(word, known)).toBe(expected);
});

it('prefers the nearer of two', () => {
  expect(nearest('backofMinMs', ['backoffMaxMs', 'backoffMinMs'])).toBe('backoffMinMs');
});
