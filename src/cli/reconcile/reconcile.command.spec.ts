import { open311 } from '../../../adapters/open311/open311.adapter.js';
import type { Open311Settings } from '../../../adapters/open311/open311.settings.js';
import { reconcileCommand } from './reconcile.command.js';
import type { Settings } from '../../settings/settings.js';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { AdapterBench, validated } from '../../../test/adapter-kit/adapter-bench.js';
import { aConnection } from '../../../test/support/a-connection.js';
import { onPostgres, type TestStore } from '../../../test/support/stores.js';
import { CITY, CRM, syncOver } from '../../../test/sync/support/cases.js';

const statusRules = [
  { when: { status: { exact: 'open' } }, status: 'open' },
  { when: { status: { exact: 'closed' } }, status: 'closed' },
] as const;

describe('open311-bridge reconcile', () => {
  let store: TestStore;
  let crm: AdapterBench<Open311Settings>;
  let settings: Settings;
  let request: string;
  beforeAll(async () => {
    [store, crm] = [await onPostgres(), await AdapterBench.start(open311)];
    const connection = aConnection({
      type: 'open311',
      settings: validated(open311.settingsClass, { ...crm.emulator.settings, read: 'each' }),
      statusRules: [...statusRules],
      delivery: { callTimeoutMs: 20_000, connectTimeoutMs: 20_000 },
    });
    const city = { id: CITY, publicIdPattern: 'YY-NNNNNNNN', timeZone: 'UTC', connections: [connection] };
    settings = { jurisdictions: [city] } as unknown as Settings;
    const sync = await syncOver(store);
    request = await sync.accepted();
    const caseRef = await crm.adapter().createCase(aServiceRequest(), aCallContext());
    await sync.delivered(request, caseRef);
    await crm.control.close(caseRef, 'Filled', undefined, new Date(Date.now() - 60_000));
  });
  afterAll(async () => {
    await crm.emulator.close();
    await store.close();
  });

  async function reconcile(...args: string[]) {
    const lines: string[] = [];
    let status = 0;
    const open = () => Promise.resolve({ database: store.database, settings, close: () => Promise.resolve() });
    const deps = { open, out: (line: string) => lines.push(line), exit: (code: number) => (status = code) };
    await reconcileCommand(deps).parseAsync(args, { from: 'user' });
    return { status, text: lines.join('\n') };
  }
  const since = ['--from', '2026-01-01'];

  it('says what differs and what would be done, repairs it when told to, and agrees then', async () => {
    const preview = await reconcile(CRM, ...since, '--repair');
    expect(preview).toMatchObject({ status: 1, text: expect.stringContaining('1 closed_there') });
    expect(preview.text).toContain('nothing was done: --yes repairs 1 difference');
    expect(JSON.parse((await reconcile(CRM, ...since, '--json')).text)).toMatchObject({
      connection: CRM,
      looked: { cases: 1 },
      differences: [{ kind: 'closed_there', request, repair: 'apply' }],
      notCheckable: [{ kinds: ['missing_here', 'twice'] }],
    });
    expect(await reconcile(CRM, ...since, '--repair', '--yes')).toMatchObject({ status: 0 });
    expect(await reconcile(CRM, ...since)).toMatchObject({ status: 0, text: expect.stringContaining('0 differences') });
  });

  it('refuses what makes no sense, and says what was meant', async () => {
    await expect(reconcile('riverton.example/crn', ...since)).rejects.toThrow(`did you mean ${CRM}?`);
    await expect(reconcile(CRM, ...since, '--yes')).rejects.toThrow('--yes goes with --repair');
    await expect(reconcile(CRM, ...since, '--to', '2025-01-01')).rejects.toThrow('--from must be before --to');
  });
});
