/** Injection token of the `MediaStorage` that the settings name. */
export const MEDIA_STORAGE = Symbol('MediaStorage');
