import { resolve } from 'node:path';

/** `BRIDGE_DATA`, else `data` in the current folder. */
export function dataFolderOf(env: NodeJS.ProcessEnv): string {
  return resolve(env['BRIDGE_DATA'] || 'data');
}
