/** Where class-transformer keeps what `@Type` said; it has no public way to ask. */
declare module 'class-transformer/cjs/storage.js' {
  export { defaultMetadataStorage } from 'class-transformer/types/storage.js';
}
