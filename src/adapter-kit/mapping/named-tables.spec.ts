import { validateSync } from 'class-validator';
import { HasNamedTables } from './named-tables.js';

class Settings {
  @HasNamedTables(['statusIds']) tables: object = { team: {} };
  create = { body: '' };
}

it.each([
  ['$table("team", x) & $table("statusIds", y)', undefined],
  ["$table( 'teams', x)", 'tables has no table teams, which an expression names; there are team'],
])('every table that an expression names is there: %s', (body, mistake) => {
  const [error] = validateSync(Object.assign(new Settings(), { create: { body } }));
  expect(error?.constraints?.['hasNamedTables']).toBe(mistake);
});
