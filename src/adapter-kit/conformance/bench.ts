import { createHash } from 'node:crypto';
import type { CaseRef } from '../../domain/delivery.js';
import type { ServiceRequest } from '../../domain/service-request.js';
import type { CaseNote, CasePicture, CaseStatusChange, CrmAdapter } from '../adapter.js';
import type { EmulatorControl } from '../emulator/emulator-control.js';
import type { LedgerCase } from '../emulator/ledger.js';
import type { AdapterUnderTest, ConformanceHost } from './adapter-under-test.js';
import { aCallContext, type TestContext, type TestContextOverrides } from './call-context.js';
import { fail, same } from './expectations.js';
import { sampleNote, samplePicture, sampleRequest } from './samples.js';
import type { TestServer } from './test-server.js';

/** What one case works with: an adapter wired to a server, samples with ids of their own, and control of the server where there is any. */
export class ConformanceBench {
  private readonly contexts: TestContext[] = [];
  private readonly servers: TestServer[] = [];
  private usualSettings?: object;
  private caseId = '';
  private made = 0;

  constructor(
    readonly under: AdapterUnderTest,
    readonly host: ConformanceHost,
    readonly server: TestServer,
  ) {}

  /** @throws Error in a case that did not name control among its needs. */
  get control(): EmulatorControl {
    return this.server.control ?? fail('this case controls the server without having said that it needs to');
  }

  async begin(caseId: string): Promise<void> {
    this.caseId = caseId;
    this.made = 0;
    await this.server.begin(caseId);
  }

  async end(): Promise<void> {
    for (const context of this.contexts.splice(0)) context.end();
    await Promise.all(this.servers.splice(0).map((server) => server.close()));
  }

  /** A new one, as after a restart. @param changes replace top-level settings. @throws Error that lists every setting found wrong. */
  adapter(changes: Readonly<Record<string, unknown>> = {}, server = this.server): CrmAdapter {
    const usual = server === this.server && Object.keys(changes).length === 0;
    // Checked once: the settings are the same for all the adapters of one bench, as they are in the bridge.
    if (usual) return this.under.manifest.create((this.usualSettings ??= this.settings(this.written())));
    return this.under.manifest.create(this.settings({ ...this.written(server), ...changes }));
  }

  /** What would stand in the YAML. */
  written(server = this.server): Readonly<Record<string, unknown>> {
    return laidOver(this.under.settings ?? {}, server.settings);
  }

  settings(plain: Readonly<Record<string, unknown>>): object {
    const { value, problems } = this.host.check(this.under.manifest.settingsClass, structuredClone(plain));
    if (problems.length > 0) fail(problems.map(({ path, reason }) => `${path.join('.')}: ${reason}`).join('; '));
    return value;
  }

  /** Another CRM of the same kind, with nothing in it. */
  async anotherServer(): Promise<TestServer> {
    const server = await this.server.another();
    this.servers.push(server);
    return server;
  }

  context(overrides: TestContextOverrides = {}): TestContext {
    const given = { idempotencyKey: this.uniqueKey(), secrets: this.under.secrets, ...overrides };
    const context = aCallContext(given);
    this.contexts.push(context);
    return this.server.watch(context);
  }

  request(overrides: Partial<ServiceRequest> = {}): ServiceRequest {
    const id = `26-${this.digits(8)}`;
    const complete = sampleRequest({ id, requestedAt: this.server.now(), ...overrides });
    return this.under.request?.(complete) ?? complete;
  }

  note(overrides: Partial<CaseNote> = {}): CaseNote {
    return sampleNote({ id: `upd-${this.digits(8)}`, writtenAt: this.server.now(), ...overrides });
  }

  change(status: CaseStatusChange['status']): CaseStatusChange {
    return { id: `upd-${this.digits(8)}`, status, writtenAt: this.server.now() };
  }

  picture(overrides: Partial<CasePicture> = {}): CasePicture {
    return samplePicture({ id: this.hash().slice(0, 32), ...overrides });
  }

  /** Makes a case, the easy way. */
  aCase(request = this.request(), adapter = this.adapter()): Promise<CaseRef> {
    return adapter.createCase(request, this.context());
  }

  /** Shortly before now: no case of this moment's requests is older. */
  since(): Date {
    return new Date(this.server.now().getTime() - 60_000);
  }

  async onlyCase(): Promise<LedgerCase> {
    const cases = await this.control.cases();
    same('the number of cases in the CRM', cases.length, 1);
    return cases[0]!;
  }

  async caseOf(ref: CaseRef): Promise<LedgerCase> {
    const found = (await this.control.cases()).find((each) => each.ref === ref);
    return found ?? fail(`there is no case ${ref} in the CRM`);
  }

  /** All that the CRM's cases hold, as one text to look for words in; lines end with LF. */
  async ledgerText(): Promise<string> {
    return leaves(await this.control.cases())
      .join('\n')
      .replaceAll('\r\n', '\n');
  }

  private uniqueKey(): string {
    const hex = this.hash();
    return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
  }

  private digits(count: number): string {
    return String(Number.parseInt(this.hash().slice(0, 12), 16) % 10 ** count).padStart(count, '0');
  }

  /** The same in each run against the same recording, and never twice elsewhere. */
  private hash(): string {
    this.made += 1;
    return createHash('sha256').update(`${this.server.seed} ${this.caseId} ${this.made}`).digest('hex');
  }
}

/** Mappings key by key, anything else replaced. */
export function laidOver(below: Readonly<Record<string, unknown>>, above: Readonly<Record<string, unknown>>) {
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = merged[key];
    merged[key] = isMapping(under) && isMapping(value) ? laidOver(under, value) : value;
  }
  return merged;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function leaves(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leaves);
  return [String(value)];
}
