import { readdirSync, readFileSync } from 'node:fs';
import { readSoap } from '../../src/adapter-kit/xml/soap.js';
import { FlSchema } from './emulator/fl-schema.js';
import { wordsOf } from './lagan.faults.js';

const folder = new URL('./fixtures/', import.meta.url);
const files = readdirSync(folder).sort();
const read = (file: string) => readFileSync(new URL(file, folder), 'utf8');
const isFault = (file: string) => file.startsWith('fault');
const isNotFound = (file: string) => file.includes('notfound');
/** It names its operation where the contract has no body at all. */
const isBare = (file: string) => file === 'auth-verify.request.xml';

describe('the contract’s example envelopes', () => {
  const schemas = { fl: new FlSchema('FLTypes.xsd'), auth: new FlSchema('FLAuthTypes.xsd') };

  it('are all here', () => expect(files).toHaveLength(29));

  it.each(files.filter((file) => !isFault(file) && !isNotFound(file) && !isBare(file)))('%s is valid, and readable', (file) => {
    expect(schemas[file.startsWith('auth-') ? 'auth' : 'fl'].mistakeIn(read(file))).toBeUndefined();
    expect(readSoap(read(file)).fault).toBeUndefined();
  });

  it('verify is asked for by an element in no namespace', () => {
    expect(readSoap(read('auth-verify.request.xml')).content?.name).toBe('verify');
  });

  it('not found is a nil root', () => {
    expect(readSoap(read('retrieveCaseDetails-notfound.response.xml')).content).toMatchObject({
      name: 'FWTCaseFullDetails',
      isNil: true,
    });
  });

  it.each([
    ['fault.response.xml', { message: 'No classification event has the code 1', errorCode: 4003, typed: true }],
    [
      'fault-untyped.response.xml',
      {
        message: 'org.xml.sax.SAXException: Invalid element in FWTCaseSearch - LastModifiedDateFrom',
        errorCode: undefined,
        typed: false,
      },
    ],
  ])('%s is a fault with its words', (file, words) => {
    expect(wordsOf(readSoap(read(file)).fault!)).toMatchObject(words);
  });
});
