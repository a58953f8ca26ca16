import { Log } from './log.js';

function lines(write: (log: Log) => void): Record<string, unknown>[] {
  const written: string[] = [];
  write(Log.at('info', { write: (line) => written.push(line) }));
  return written.map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('tells why something failed: message, code, stack and cause', () => {
  const cause = Object.assign(new Error('connect refused'), { code: 'ECONNREFUSED' });
  const [line] = lines((log) => log.error({ error: new TypeError('the queue is away', { cause }) }, 'failed'));
  expect(line).toMatchObject({
    msg: 'failed',
    error: { name: 'TypeError', message: 'the queue is away', cause: { code: 'ECONNREFUSED', message: 'connect refused' } },
  });
  expect((line!['error'] as { stack: string }).stack).toContain('log.spec');
});

it('leaves out what else an error carries, such as the row of a database', () => {
  const error = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (email)=(ann@example.org) already exists.',
  });
  expect(JSON.stringify(lines((log) => log.warn({ error }, 'failed')))).not.toContain('ann@example.org');
});

it('writes nothing below its level', () => {
  expect(lines((log) => log.child({ part: 'x' }).debug({}, 'quiet'))).toEqual([]);
});
