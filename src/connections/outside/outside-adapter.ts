import type { AdapterManifest } from '../../adapter-kit/adapter.js';
import { AdapterRefused } from './adapter-refused.js';
import { versionProblem } from './contract-versions.js';
import { importManifest } from './import-manifest.js';
import { type Bases, locate } from './locate.js';
import { manifestProblems } from './manifest-problems.js';

/** An adapter that is no part of this repository. */
export interface OutsideAdapter {
  /** As written: the name of a package, or a path. */
  readonly entry: string;
  /** File URL of its module. */
  readonly url: string;
  readonly manifest: AdapterManifest<object>;
}

/**
 * Finds, loads and checks one adapter. Its code runs with all rights of the bridge.
 * @param entry the name of a package, or a path.
 * @throws AdapterRefused with everything that is wrong with it.
 */
export async function loadOutsideAdapter(entry: string, bases: Bases): Promise<OutsideAdapter> {
  const url = locate(entry, bases);
  const manifest = await importManifest(url);
  const version = versionProblem(manifest.contractVersion);
  const problems = version === undefined ? manifestProblems(manifest) : [version];
  if (problems.length > 0) throw new AdapterRefused(...problems);
  return { entry, url, manifest: manifest as unknown as AdapterManifest<object> };
}
