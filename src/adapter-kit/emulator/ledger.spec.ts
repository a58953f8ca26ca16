import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ledger } from './ledger.js';

const refOf = (number: number) => `C-${number}`;

describe('a ledger', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledger-'));
    file = join(folder, 'deep', 'cases.jsonl');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('numbers cases from 1 and keeps all they were sent', () => {
    const ledger = new Ledger(undefined, () => new Date('2026-03-01T10:00:00Z'));
    ledger.create(refOf, { title: 'one' });
    expect(ledger.create(refOf, { title: 'two', nested: { a: [1] } })).toEqual({
      ref: 'C-2',
      status: 'open',
      createdAt: '2026-03-01T10:00:00.000Z',
      modifiedAt: '2026-03-01T10:00:00.000Z',
      fields: { title: 'two', nested: { a: [1] } },
    });
    expect(ledger.all().map(({ ref }) => ref)).toEqual(['C-1', 'C-2']);
  });

  it('closes a case with its reason, and says when', () => {
    let now = new Date('2026-03-01T10:00:00Z');
    const ledger = new Ledger(undefined, () => now);
    ledger.create(refOf, {});
    now = new Date('2026-03-02T10:00:00Z');
    const closed = {
      status: 'closed',
      reason: 'Repaired',
      reasonText: 'Filled in',
      closedAt: now.toISOString(),
      modifiedAt: now.toISOString(),
    };
    expect(ledger.close('C-1', 'Repaired', 'Filled in')).toMatchObject({ ...closed, createdAt: '2026-03-01T10:00:00.000Z' });
    expect(ledger.get('C-1')).toMatchObject(closed);
  });

  it('has nothing to say of a case it does not hold', () => {
    const ledger = new Ledger();
    expect(ledger.get('C-9')).toBeUndefined();
    expect(ledger.close('C-9', 'Repaired')).toBeUndefined();
    expect(ledger.all()).toEqual([]);
  });

  it('comes back with everything after it was killed, and goes on counting', () => {
    const before = new Ledger(file);
    before.create(refOf, { text: 'line\nbreak "quoted" 🕳️' });
    before.create(refOf, {});
    before.close('C-1', 'Repaired');
    const after = new Ledger(file);
    expect(after.all()).toEqual(before.all());
    expect(after.create(refOf, {}).ref).toBe('C-3');
  });

  it('survives a last line that a kill tore', () => {
    new Ledger(file).create(refOf, {});
    appendFileSync(file, '{"ref":"C-2","sta');
    const after = new Ledger(file);
    expect(after.all().map(({ ref }) => ref)).toEqual(['C-1']);
    after.create(refOf, {});
    expect(new Ledger(file).all().map(({ ref }) => ref)).toEqual(['C-1', 'C-2']);
  });

  it('forgets everything on reset, on disk too', () => {
    const ledger = new Ledger(file);
    ledger.create(refOf, {});
    ledger.reset();
    expect(ledger.all()).toEqual([]);
    expect(readFileSync(file, 'utf8')).toBe('');
    expect(ledger.create(refOf, {}).ref).toBe('C-1');
  });
});
