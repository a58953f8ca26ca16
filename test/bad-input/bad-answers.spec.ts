import { MisconfiguredError, OutcomeUnknownError, TransientError } from '../../src/adapter-kit/errors.js';
import { UNFINISHED, UNREADABLE } from './bad-answers.js';
import { type Behaviour, head, HostileCrm } from './hostile-crm.js';
import { DEADLINE_MS, SECRET, Victim } from './victims.js';

/** A machine under load gets this much more than the deadline. */
const GRACE_MS = 3_000;
/** What is on its way in the kernel when reading stops, and one piece of the test's own. */
const ON_ITS_WAY = 24 << 20;

let crm: HostileCrm;
beforeAll(async () => {
  crm = await HostileCrm.start();
});
afterEach(() => crm.drop());
afterAll(() => crm.close());

const victims = { lagan: Victim.lagan, rest: Victim.rest, soap: Victim.soap };
const secrets = [SECRET, Buffer.from(`open311:${SECRET}`).toString('base64'), SECRET.replace('<', '&lt;').replace('>', '&gt;')];

async function run(victim: Victim, behaviour: Behaviour, verb: 'create' | 'check'): Promise<unknown> {
  crm.behave = behaviour;
  const before = crm.written;
  const started = performance.now();
  const failure = await victim[verb]();
  expect(performance.now() - started).toBeLessThan(DEADLINE_MS + GRACE_MS);
  expect(crm.written - before).toBeLessThan(ON_ITS_WAY);
  for (const secret of secrets) expect(victim.shown()).not.toContain(secret);
  victim.close();
  return failure;
}

describe.each(Object.entries(victims))('%s, given an answer that makes no sense', (_type, make) => {
  it.each(Object.entries(UNREADABLE))(
    'does not know what became of a report, and asks again what it read: %s',
    async (_name, bad) => {
      expect(await run(make(crm.url), bad, 'create')).toBeInstanceOf(OutcomeUnknownError);
      expect(await run(make(crm.url), bad, 'check')).toBeInstanceOf(TransientError);
    },
  );
});

describe.each(Object.entries(victims))('%s, given an answer that does not end', (_type, make) => {
  it.each(Object.entries(UNFINISHED))(
    'does not know what became of a report, and asks again what it read: %s',
    async (_name, bad) => {
      const deadline = 300;
      const outcomes = await Promise.all([
        run(make(crm.url, {}, deadline), bad, 'create'),
        run(make(crm.url, {}, deadline), bad, 'check'),
      ]);
      expect(outcomes).toEqual([expect.any(OutcomeUnknownError), expect.any(TransientError)]);
    },
  );
});

describe('redirects without end', () => {
  const round: Behaviour = (socket, request) => {
    const again = `/again${request.length}`;
    socket.write(head('302 Found', [`location: ${again}`, 'content-length: 0', `x-seen: ${secrets[1]}`]));
  };

  it.each(Object.entries(victims))('are a misconfiguration of %s, which follows none', async (_type, make) => {
    expect(await run(make(crm.url), round, 'create')).toBeInstanceOf(MisconfiguredError);
    expect(await run(make(crm.url), round, 'check')).toBeInstanceOf(MisconfiguredError);
  });

  it('are a misconfiguration where a few are followed', async () => {
    const failure = await run(Victim.rest(crm.url, { http: { redirects: 5 } }), round, 'check');
    expect(failure).toBeInstanceOf(MisconfiguredError);
    expect((failure as Error).message).toContain('more than 5 redirects');
  });
});
