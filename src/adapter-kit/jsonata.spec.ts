import { ExpressionFailure, MappingExpression } from './jsonata.js';

const evaluate = (source: string, input: unknown = {}, bindings = {}) => new MappingExpression(source).evaluate(input, bindings);

describe('a mapping expression', () => {
  it.each([
    ['a.b', { a: { b: 1 } }, 1],
    ['a.list', { a: { list: [] } }, []],
    ['a.list', { a: { list: [{ x: 1 }] } }, [{ x: 1 }]],
    ['list.x', { list: [{ x: 1 }, { x: 2 }] }, [1, 2]],
    ['nothing.here', {}, undefined],
    ['a', { a: null }, null],
    ['{"t": title, "gone": nothing}', { title: '007' }, { t: '007' }],
  ])('%s of %j is %j', async (source, input, expected) => {
    expect(await evaluate(source, input)).toEqual(expected);
  });

  it('knows what it is given by name, and of an earlier evaluation nothing', async () => {
    const expression = new MappingExpression('$page');
    expect(await expression.evaluate({}, { page: 2 })).toBe(2);
    expect(await expression.evaluate({})).toBeUndefined();
  });

  it.each(['$table("team", kind)', '$map([kind], function($k) { $table("team", $k) })'])(
    'looks into tables: the row itself, else the default, else it says what is missing: %s',
    async (source) => {
      const tables = { team: { TREE: 'Parks', default: 'Call centre' } };
      expect(await evaluate(source, { kind: 'TREE' }, { tables })).toBe('Parks');
      expect(await evaluate(source, { kind: 'constructor' }, { tables })).toBe('Call centre');
      const strict = { team: { TREE: 'Parks' } };
      await expect(evaluate(source, { kind: 'BUSH' }, { tables: strict })).rejects.toThrow(
        'table team has no row BUSH and no default',
      );
      await expect(evaluate(source, { kind: 'BUSH' }, { tables: {} })).rejects.toThrow('there is no table team');
    },
  );

  it('keeps evaluations side by side apart', async () => {
    const expression = new MappingExpression('$map([1..50], function($n) { $n + $add })[49]');
    expect(await Promise.all([1, 2, 3].map((add) => expression.evaluate({}, { add })))).toEqual([51, 52, 53]);
  });

  it('gives plain JSON that shares nothing with what it looked into', async () => {
    const input = { list: [{ x: 1 }] };
    const result = (await evaluate('list', input)) as { x: number }[];
    result[0]!.x = 2;
    expect(input.list[0]!.x).toBe(1);
    expect(Object.keys(result)).toEqual(['0']);
  });

  it.each(['{"a": ', 'a[', '$.', '"open'])('that can not be parsed says where: %s', (source) => {
    expect(() => new MappingExpression(source)).toThrow(ExpressionFailure);
    expect(() => new MappingExpression(source)).toThrow(/at character \d+/);
  });

  it.each([
    ['fails on a value', '$number("x")'],
    ['calls what is no function', '$nothing(1)'],
    ['never ends', '($f := function($n) { $f($n) }; $f(1))'],
    ['takes all memory', '$map([1..100000], function($n) { $pad("x" & $n, 100000) })'],
    ['goes too deep', '($f := function($n) { 1 + $f($n) }; $f(1))'],
    ['makes too many', '[1..10000000]'],
    ['makes a text too long', '$pad("x", 11000000)'],
    ['gives a function', '{"sum": $sum}'],
    ['gives a function of its own', 'function($n) { $n }'],
    ['runs a text as an expression', '$eval("1 + 1")'],
  ])('that %s is ended: %s', async (_name, source) => {
    await expect(evaluate(source)).rejects.toBeInstanceOf(ExpressionFailure);
  });

  it('that never ends leaves the process to others, and the expressions of others to their work', async () => {
    const ended = expect(evaluate('$replace($, /^(a+)+$/, "")', `${'a'.repeat(50)}!`)).rejects.toThrow(
      /took longer than 4000 ms/,
    );
    let turns = 0;
    const watch = setInterval(() => (turns += 1), 5);
    await ended.finally(() => clearInterval(watch));
    expect(turns).toBeGreaterThan(50);
    const again = evaluate('$replace($, /^(a+)+$/, "")', `${'a'.repeat(50)}!`).catch(() => 'ended');
    expect(await Promise.race([again, evaluate('$replace($, /b/, "c")', 'abc')])).toBe('acc');
    expect(await again).toBe('ended');
  });

  it('over more than the main thread has time for is still answered', async () => {
    const list = Array.from({ length: 120 }, (_, number) => ({ number }));
    expect(await evaluate('$count(list.($$.list.(number = 1)))', { list })).toBe(14_400);
  });

  it('pollutes no prototype', async () => {
    await evaluate('{"__proto__": {"polluted": true}}').catch(() => undefined);
    await evaluate('$ ~> |__proto__|{"polluted": true}|', {}).catch(() => undefined);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
