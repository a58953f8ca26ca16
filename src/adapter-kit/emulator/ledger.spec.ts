import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeFile, Ledger } from './ledger.js';

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
      notes: [],
      files: [],
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

  it('keeps the notes and files of a case in the order in which they came, and says when', () => {
    let now = new Date('2026-03-01T10:00:00Z');
    const ledger = new Ledger(undefined, () => now);
    ledger.create(refOf, {});
    ledger.addNote('C-1', { text: 'grown', author: 'Ada', sourceId: 'u-1' });
    now = new Date('2026-03-02T10:00:00Z');
    ledger.addNote('C-1', { text: 'still there' });
    ledger.addFile('C-1', describeFile('7c0d.jpg', 'image/jpeg', Buffer.from('abc')));
    expect(ledger.get('C-1')).toMatchObject({
      modifiedAt: '2026-03-02T10:00:00.000Z',
      notes: [
        { text: 'grown', author: 'Ada', sourceId: 'u-1', at: '2026-03-01T10:00:00.000Z' },
        { text: 'still there', at: '2026-03-02T10:00:00.000Z' },
      ],
      files: [
        {
          name: '7c0d.jpg',
          contentType: 'image/jpeg',
          size: 3,
          // Of FIPS 180-2, appendix B.1.
          sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
          at: '2026-03-02T10:00:00.000Z',
        },
      ],
    });
  });

  it('has nothing to say of a case it does not hold', () => {
    const ledger = new Ledger();
    expect(ledger.addNote('C-9', { text: 'grown' })).toBeUndefined();
    expect(ledger.addFile('C-9', describeFile('a', 'b', Buffer.alloc(0)))).toBeUndefined();
    expect(ledger.get('C-9')).toBeUndefined();
    expect(ledger.close('C-9', 'Repaired')).toBeUndefined();
    expect(ledger.all()).toEqual([]);
  });

  it('comes back with everything after it was killed, and goes on counting', () => {
    const before = new Ledger(file);
    before.create(refOf, { text: 'line\nbreak "quoted" 🕳️' });
    before.create(refOf, {});
    before.close('C-1', 'Repaired');
    before.addNote('C-2', { text: 'line\nbreak' });
    const after = new Ledger(file);
    expect(after.all()).toEqual(before.all());
    expect(after.create(refOf, {}).ref).toBe('C-3');
  });

  it('reads what it wrote before it kept notes and files', () => {
    new Ledger(file);
    appendFileSync(file, '{"ref":"C-1","status":"open","createdAt":"x","modifiedAt":"x","fields":{}}\n');
    expect(new Ledger(file).addNote('C-1', { text: 'grown' })?.notes).toHaveLength(1);
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
