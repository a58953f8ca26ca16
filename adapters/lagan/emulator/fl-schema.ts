import { readFileSync } from 'node:fs';
import { BodySchema } from '../../../src/adapter-kit/emulator/body-schema.js';

/** The shipped schemas and WSDLs, by file name. */
export function contractFile(name: string): string {
  return readFileSync(new URL(`../contract/${name}`, import.meta.url), 'utf8');
}

/** One of the contract's schemas. */
export class FlSchema extends BodySchema {
  constructor(file: 'FLTypes.xsd' | 'FLAuthTypes.xsd') {
    super(contractFile(file));
  }
}
