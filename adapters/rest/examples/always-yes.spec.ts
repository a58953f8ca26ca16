import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { MisconfiguredError, OutcomeUnknownError, RejectedError } from '../../../src/adapter-kit/errors.js';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aCaseNote } from '../../../test/adapter-kit/a-case-note.js';
import { AdapterBench } from '../../../test/adapter-kit/adapter-bench.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { rest } from '../rest.adapter.js';
import { startRestEmulator } from '../rest.emulator.js';
import type { RestSettings } from '../rest.settings.js';

const written = parse(readFileSync(new URL('./always-yes.yaml', import.meta.url), 'utf8')) as Record<string, any>;
let bench: AdapterBench<RestSettings>;
beforeAll(async () => {
  const startEmulator = (options: object) => startRestEmulator({ ...options, flavour: 'always-yes' });
  bench = await AdapterBench.start({ ...rest, startEmulator }, written);
});
beforeEach(() => bench.control.reset());
afterAll(() => bench.emulator.close());

const change = (status: 'fixed' | 'open' | 'closed') => ({ id: 'upd-1', status, writtenAt: new Date() });

describe('a CRM with the worst habits, by configuration alone', () => {
  it('gets a report once though its answer was lost, takes a note, and tells of its closure by the name of the status', async () => {
    const adapter = bench.adapter();
    const since = new Date(Date.now() - 60_000);
    // Six others, so that the search for ours takes more than one page.
    for (let other = 0; other < 6; other += 1)
      await adapter.createCase(aServiceRequest({ id: `26-0000001${other}` }), aCallContext());
    const ours = aServiceRequest({ id: '26-0000001' });
    await bench.control.misbehave({ mode: 'cut', op: 'createTicket', when: 'after', count: 1 });
    await expect(adapter.createCase(ours, aCallContext())).rejects.toBeInstanceOf(OutcomeUnknownError);
    const found = await adapter.findCase(ours, since, aCallContext());
    expect(found).toEqual({ is: 'found', caseRef: '1007' });
    const note = aCaseNote();
    await adapter.addNote!('1007', note, aCallContext());
    await expect(adapter.findNote!('1007', note, aCallContext())).resolves.toEqual({ is: 'done' });
    await bench.control.close('1007', 'Repaired', 'Filled in on Monday');
    const closed = { caseRef: '1007', status: 'Settled', reason: 'Repaired', publicText: 'Filled in on Monday' };
    await expect(adapter.fetchStatus!('1007', aCallContext())).resolves.toMatchObject(closed);
    const window = { from: since, to: new Date(Date.now() + 60_000) };
    const refs: string[] = [];
    let page: string | undefined;
    do {
      const { changes, nextPage } = await adapter.fetchChanges!(window, page, aCallContext());
      refs.push(...changes.map(({ caseRef, status }) => `${caseRef} ${status}`));
      page = nextPage;
    } while (page !== undefined);
    expect(refs).toHaveLength(7);
    expect(refs).toContain('1007 Settled');
  });

  it('does not get away with a change or a note that it did not make', async () => {
    const forgetful = { ...written.update, body: '{ "state": $number($table("statusIds", "Settled")) }' };
    const dropped = { ...written.note, body: '{ "text": note.text, "foreignId": note.id }' };
    const adapter = bench.adapter({ update: forgetful, note: dropped });
    const caseRef = await adapter.createCase(aServiceRequest(), aCallContext());
    await expect(adapter.updateCase!(caseRef, change('closed'), aCallContext())).rejects.toBeInstanceOf(RejectedError);
    await expect(adapter.addNote!(caseRef, aCaseNote(), aCallContext())).rejects.toBeInstanceOf(OutcomeUnknownError);
    await bench.adapter().updateCase!(caseRef, change('fixed'), aCallContext());
    await expect(bench.adapter().fetchStatus!(caseRef, aCallContext())).resolves.toMatchObject({ status: 'Settled' });
  });

  it('is found out by check where it leaves aside what it is asked for', async () => {
    const adapter = bench.adapter();
    await adapter.createCase(aServiceRequest(), aCallContext());
    await expect(adapter.check(aCallContext())).resolves.toBeUndefined();
    const misnamed = { ...written.find, query: { ...written.find.query, foreignId: '', foreign_id: '{{ request.id }}' } };
    await expect(bench.adapter({ find: misnamed }).check(aCallContext())).rejects.toThrow(/find\.query is not heeded/);
    await expect(bench.adapter({ dates: { patterns: ['iso'] } }).check(aCallContext())).rejects.toThrow(
      /changes\.query is not heeded/,
    );
    await expect(bench.adapter({ dates: { patterns: ['iso'] } }).check(aCallContext())).rejects.toBeInstanceOf(
      MisconfiguredError,
    );
  });
});
