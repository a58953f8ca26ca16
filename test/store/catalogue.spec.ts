import type { CatalogueService } from '../../src/domain/catalogue.js';
import { auditOf } from '../../src/store/audit.js';
import { AlertFiguresStore } from '../../src/store/alert-figures.store.js';
import { CatalogueStore } from '../../src/store/catalogue/catalogue.store.js';
import type { ToldList } from '../../src/store/catalogue/staged-list.js';
import { BOTH, type TestStore } from '../support/stores.js';

const SHARE = 0.8;
const service = (code: string, overrides: Partial<CatalogueService> = {}): CatalogueService => ({
  code,
  name: code,
  description: '',
  keywords: [],
  attributes: [],
  ...overrides,
});
const told = (...codes: string[]): ToldList => ({ services: codes.map((code) => service(code)), refused: [] });
const FIVE = ['A', 'B', 'C', 'D', 'E'];

describe.each(BOTH)('on %s', (_name, open) => {
  let store: TestStore;
  let catalogue: CatalogueStore;
  let crms = 0;
  let crm: string;
  beforeAll(async () => {
    store = await open();
    catalogue = new CatalogueStore(store.database);
  });
  beforeEach(() => (crm = `town/crm-${++crms}`));
  afterAll(() => store.close());

  const approved = async () => (await catalogue.effective([crm])).map(({ service: { code } }) => code);
  const problems = async () =>
    (await new AlertFiguresStore(store.database).catalogues())
      .filter(({ connection }) => connection === crm)
      .map(({ problem }) => problem);
  const approve = (options: object = {}) => catalogue.approve(crm, { by: 'anna', leastShare: SHARE, ...options });
  const known = async (...codes: string[]) => {
    await catalogue.stage(crm, told(...codes), 'schedule', SHARE);
    await approve();
  };

  it('makes nothing public before it is approved, and then says who did it and what changed', async () => {
    const before = await catalogue.version();
    expect(await catalogue.stage(crm, told('A', 'B'), 'schedule', SHARE)).toMatchObject({ is: 'staged' });
    expect([await approved(), await catalogue.version()]).toEqual([[], before]);
    await approve();
    expect(await approved()).toEqual(['A', 'B']);
    expect(await catalogue.version()).not.toBe(before);
    expect(await auditOf(store.database, `catalogue/${crm}`)).toMatchObject([
      { actor: 'anna', action: 'catalogue.approve', detail: { added: ['A', 'B'], changed: [], gone: [] } },
    ]);
  });

  it('adds, changes and removes what a whole list says', async () => {
    await known(...FIVE);
    const list = { services: [...told('A', 'B', 'C').services, service('D', { name: 'Drains' }), service('F')], refused: [] };
    await catalogue.stage(crm, list, 'schedule', SHARE);
    const { difference, removed } = await approve();
    expect(difference).toMatchObject({
      added: [{ code: 'F' }],
      changed: [{ service: { code: 'D' }, fields: [{ field: 'name', before: 'D', after: 'Drains' }] }],
      gone: [{ code: 'E' }],
    });
    expect(removed).toBe(1);
    expect(await approved()).toEqual(['A', 'B', 'C', 'D', 'F']);
  });

  it('removes nothing on a short list, and wants to be looked at', async () => {
    await known(...FIVE);
    expect(await catalogue.stage(crm, told('A', 'N'), 'schedule', SHARE)).toMatchObject({ is: 'short' });
    expect(await problems()).toEqual(['only 2 services came where 5 were known before']);
    expect((await approve()).removed).toBe(0);
    expect((await approved()).toSorted()).toEqual([...FIVE, 'N']);
    expect(await problems()).toEqual([]);
  });

  it('takes a long list of other services for a short one too', async () => {
    await known(...FIVE);
    expect(await catalogue.stage(crm, told('1', '2', '3', '4', '5', '6'), 'schedule', SHARE)).toMatchObject({ is: 'short' });
  });

  it('removes on a short list what a person counted, and not what he miscounted', async () => {
    await known(...FIVE);
    await catalogue.stage(crm, told('A'), 'schedule', SHARE);
    await expect(approve({ remove: 3 })).rejects.toThrow(/4 services would go, not 3/);
    expect((await approve({ remove: 4 })).removed).toBe(4);
    expect(await approved()).toEqual(['A']);
  });

  it('keeps what is approved when no list came, and is at ease with the next whole one', async () => {
    await known(...FIVE);
    await catalogue.failed(crm, 'no list came (the CRM did not answer)');
    expect([await problems(), await approved()]).toEqual([['no list came (the CRM did not answer)'], FIVE]);
    expect(await catalogue.stage(crm, told(...FIVE), 'schedule', SHARE)).toEqual({ is: 'same' });
    expect(await problems()).toEqual([]);
  });

  it('does not remove a service that came and could not be read', async () => {
    await known('A', 'B');
    await catalogue.stage(crm, { ...told('A', 'C'), refused: [{ code: 'B', reason: 'name is empty' }] }, 'schedule', SHARE);
    await approve();
    expect(await approved()).toEqual(expect.arrayContaining(['A', 'B', 'C']));
  });

  it('leaves alone what the city set itself, until it is let go', async () => {
    await known('A', 'B');
    await catalogue.pin(crm, 'A', 'name', 'Alley', 'anna');
    const list = { services: [service('A', { name: 'Told', group: 'Streets' }), service('B')], refused: [] };
    await catalogue.stage(crm, list, 'schedule', SHARE);
    await approve();
    const pinsOfA = async () => (await catalogue.effective([crm])).find((each) => each.service.code === 'A');
    expect(await pinsOfA()).toMatchObject({ service: { name: 'Told', group: 'Streets' }, pins: { name: 'Alley' } });
    expect(await catalogue.unpin(crm, 'A', 'name', 'anna')).toBe(true);
    expect(await pinsOfA()).toMatchObject({ pins: {} });
  });

  it('approves the list that was looked at, and no other', async () => {
    await catalogue.stage(crm, told('A'), 'schedule', SHARE);
    const seen = (await catalogue.compare(crm, SHARE))!.list.id;
    await catalogue.stage(crm, told('A', 'B'), 'schedule', SHARE);
    await expect(approve({ list: seen })).rejects.toThrow(/another list waits by now/);
  });

  it('asks again when it is time, and lets one of two processes do it', async () => {
    const both = await Promise.all([catalogue.isTime(crm, 24), catalogue.isTime(crm, 24)]);
    expect(both.toSorted()).toEqual([false, true]);
    expect(await catalogue.isTime(crm, 24)).toBe(false);
  });
});
