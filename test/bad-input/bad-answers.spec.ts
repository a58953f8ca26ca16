import { MisconfiguredError, OutcomeUnknownError, TransientError } from '../../src/adapter-kit/errors.js';
import { UNFINISHED, UNREADABLE } from './bad-answers.js';
import { type Behaviour, head, HostileCrm } from './hostile-crm.js';
import { SECRET, Victim } from './victims.js';

/** How long an answer that is on its way is waited for, once the question has come. */
const PATIENCE_MS = 200;
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
  const failure = await victim[verb]();
  expect(crm.written - before).toBeLessThan(ON_ITS_WAY);
  for (const secret of secrets) expect(victim.shown()).not.toContain(secret);
  victim.close();
  return failure;
}

/** Both calls are given up only after both have asked: before that a call that is over has certainly done nothing. */
function givenUpUpon(bad: Behaviour): { behaviour: Behaviour; signal: AbortSignal } {
  const over = new AbortController();
  let asked = 0;
  const behaviour: Behaviour = (socket, request) => {
    asked += 1;
    if (asked === 2) setTimeout(() => over.abort(new Error('given up')), PATIENCE_MS);
    bad(socket, request);
  };
  return { behaviour, signal: over.signal };
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
      const { behaviour, signal } = givenUpUpon(bad);
      const outcomes = await Promise.all([
        run(make(crm.url, {}, signal), behaviour, 'create'),
        run(make(crm.url, {}, signal), behaviour, 'check'),
      ]);
      expect(outcomes).toEqual([expect.any(OutcomeUnknownError), expect.any(TransientError)]);
    },
  );
});

describe('redirects without end', () => {
  const round =
    (status: string): Behaviour =>
    (socket, request) => {
      const again = `/again${request.length}`;
      socket.write(head(status, [`location: ${again}`, 'content-length: 0', `x-seen: ${secrets[1]}`]));
    };

  it.each(Object.entries(victims))(
    'leave what became of a report unknown to %s, which follows none, and are a misconfiguration where it only asked',
    async (_type, make) => {
      expect(await run(make(crm.url), round('302 Found'), 'create')).toBeInstanceOf(OutcomeUnknownError);
      expect(await run(make(crm.url), round('302 Found'), 'check')).toBeInstanceOf(MisconfiguredError);
    },
  );

  it.each(Object.entries(victims))(
    'that want the same report elsewhere are a misconfiguration of %s: nothing was done',
    async (_type, make) => {
      expect(await run(make(crm.url), round('307 Temporary Redirect'), 'create')).toBeInstanceOf(MisconfiguredError);
    },
  );

  it('are a misconfiguration where a few are followed', async () => {
    const failure = await run(Victim.rest(crm.url, { http: { redirects: 5 } }), round('302 Found'), 'check');
    expect(failure).toBeInstanceOf(MisconfiguredError);
    expect((failure as Error).message).toContain('more than 5 redirects');
  });
});
