import { ADAPTER_CONTRACT_VERSION } from '../../adapter-kit/adapter.js';

/** What each version of the adapter contract changed, for authors of adapters made for the one before (docs/adapter-contract.md). */
const CHANGES: Readonly<Record<number, string>> = {
  1: 'the first one',
};

/** Why an adapter can't be used with this bridge by the version it names; undefined when it can. */
export function versionProblem(
  version: unknown,
  spoken: number = ADAPTER_CONTRACT_VERSION,
  changes = CHANGES,
): string | undefined {
  if (version === spoken) return undefined;
  if (version === undefined)
    return `has no contractVersion: write contractVersion: ADAPTER_CONTRACT_VERSION (this bridge speaks ${spoken})`;
  if (!Number.isInteger(version) || (version as number) < 1)
    return `has the contractVersion ${String(version)}, which is no version: write ADAPTER_CONTRACT_VERSION (this bridge speaks ${spoken})`;
  const speaks = `speaks version ${String(version)} of the adapter contract, and this bridge speaks ${spoken}`;
  if ((version as number) > spoken) return `${speaks}: update the bridge, or install a version of the adapter made for ${spoken}`;
  const since = Object.entries(changes).filter(([number]) => Number(number) > (version as number));
  return `${speaks}: install a newer version of the adapter; changed since: ${since.map(([number, what]) => `${number}: ${what}`).join('; ')}`;
}
