import { readFileSync } from 'node:fs';
import { BodySchema } from '../../../../src/adapter-kit/emulator/body-schema.js';

/** One of the schemas below `contract/`, by file name. */
export function schemaOf(file: string): BodySchema {
  return new BodySchema(readFileSync(new URL(`../../contract/${file}`, import.meta.url), 'utf8'));
}
