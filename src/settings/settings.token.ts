/** Injects the frozen `Settings`. */
export const SETTINGS = Symbol('settings');
