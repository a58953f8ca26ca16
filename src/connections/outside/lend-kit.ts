import * as nodeModule from 'node:module';
import { atBridge, type ResolveContext } from './kit-resolver.js';

/** The hooks that stay in the thread: Node 22.15 and later. The types of Node 20 don't know them. */
type RegisterHooks = (hooks: {
  resolve: <R>(specifier: string, context: ResolveContext, next: (specifier: string, context: ResolveContext) => R) => R;
}) => void;

let isLent = false;

/**
 * From now on `open311-bridge/adapter-kit` is the kit of this running bridge, whoever imports it: an adapter in a plain folder finds it, and one that
 * has a bridge of its own in `node_modules` doesn't bring a second one into the process.
 * @param bridge file URL of the bridge's package.json.
 */
export function lendKit(bridge: string): void {
  if (isLent) return;
  isLent = true;
  const { registerHooks } = nodeModule as { registerHooks?: RegisterHooks };
  if (registerHooks)
    registerHooks({ resolve: (specifier, context, next) => next(specifier, atBridge(specifier, context, bridge)) });
  else nodeModule.register(new URL('./kit-resolver.js', import.meta.url), { data: bridge });
}
