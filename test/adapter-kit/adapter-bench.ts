import 'reflect-metadata';
import type { AdapterManifest, CrmAdapter } from '../../src/adapter-kit/adapter.js';
import type { Emulator } from '../../src/adapter-kit/emulator/emulator.js';
import type { LedgerCase } from '../../src/adapter-kit/emulator/ledger.js';
import { checkShape } from '../../src/settings/check-shape.js';
import { deepMerge } from '../../src/settings/plain.js';
import { EmulatorControl } from './emulator-control.js';

/** An adapter, wired to its own emulator through settings that were validated as at start. */
export class AdapterBench<S extends object> {
  readonly control: EmulatorControl;

  private constructor(
    private readonly manifest: AdapterManifest<S>,
    private readonly written: Readonly<Record<string, unknown>>,
    readonly emulator: Emulator,
  ) {
    this.control = new EmulatorControl(emulator.controlUrl);
  }

  /** @param written what an operator would have put in the YAML; the emulator's settings are laid over it. */
  static async start<S extends object>(
    manifest: AdapterManifest<S>,
    written: Readonly<Record<string, unknown>> = {},
  ): Promise<AdapterBench<S>> {
    return new AdapterBench(manifest, written, await manifest.startEmulator({}));
  }

  /** @param changes replace top-level settings. @throws Error that lists every setting found wrong. */
  adapter(changes: Readonly<Record<string, unknown>> = {}): CrmAdapter {
    const merged = deepMerge(this.written, this.emulator.settings) as Record<string, unknown>;
    return this.manifest.create(validated(this.manifest.settingsClass, { ...merged, ...changes }));
  }

  /** All a case holds, as one text to look for words in. */
  async ledgerText(): Promise<string> {
    return leaves(await this.control.cases()).join('\n');
  }

  async theOnlyCase(): Promise<LedgerCase> {
    const cases = await this.control.cases();
    expect(cases).toHaveLength(1);
    return cases[0]!;
  }
}

/** Settings as the host makes them: an instance of the class, unknown keys refused. @throws Error that lists every mistake. */
export function validated<S extends object>(settingsClass: new () => S, plain: Readonly<Record<string, unknown>>): S {
  const { value, problems } = checkShape(settingsClass, structuredClone(plain));
  if (problems.length > 0) throw new Error(problems.map(({ path, reason }) => `${path.join('.')}: ${reason}`).join('; '));
  return value;
}

function leaves(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leaves);
  return [String(value)];
}
