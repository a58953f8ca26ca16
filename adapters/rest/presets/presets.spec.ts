import { checkShape } from '../../../src/settings/check-shape.js';
import { ConnectionShape } from '../../../src/settings/shapes/connection-shape.js';
import { rest } from '../rest.adapter.js';

const presets = rest.presets!;

it.each(presets.names)('%s proposes status rules that the bridge takes', (name) => {
  const { connection } = presets.read(name);
  const { problems } = checkShape(ConnectionShape, { type: 'rest', ...connection });
  expect(problems.filter(({ path }) => path[0] !== 'delivery' && path[0] !== 'sync')).toEqual([]);
  expect(connection['statusRules']).not.toEqual([]);
});

it.each(presets.names)('%s asks for what it needs, and its defaults fit its patterns', (name) => {
  const { questions, parameters, label, notes } = presets.read(name);
  expect([label, ...notes].every((each) => each.length > 0)).toBe(true);
  const keys = questions.map(({ key }) => key);
  expect(keys).toEqual([...new Set(keys)]);
  const required = Object.entries(parameters).filter(([, each]) => each.default === undefined);
  for (const [parameter] of required) expect(keys).toContain(`parameters.${parameter}`);
  const withPatterns = [...questions, ...Object.values(parameters)].filter(
    (each) => each.default !== undefined && each.pattern !== undefined,
  );
  for (const each of withPatterns) expect(each.default).toMatch(new RegExp(`^(?:${each.pattern})$`));
});

it.each(presets.names)('%s holds no secret and no reference of its own', (name) => {
  expect(JSON.stringify(presets.read(name).settings)).not.toContain('${');
});
