import { plainToInstance } from 'class-transformer';
import { parseXml } from '../../../src/adapter-kit/xml/xml.js';
import { SoapCondition, SoapReading } from '../settings/reading-settings.js';
import { Condition, ValueReader } from './value-reader.js';
import { XmlPath } from './xml-path.js';

const BODY = parseXml(`<Body xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:a="urn:a">
  <a:Answer a:version="2"><Row><Type>1</Type><Ref kind="x">R-1</Ref></Row><a:Row><Type>2</Type><Ref>r 22</Ref></a:Row>
  <Empty/><Blank> </Blank><Nil i:nil="true"/><Deep><Ref>D</Ref></Deep></a:Answer></Body>`);
const http = {
  status: 201,
  headers: { 'x-token': 'abc', 'set-cookie': 'a=1; Expires=Wed, 01 Jan 2031 00:00:00 GMT,sid=s-9; Path=/' },
};
const header = parseXml('<Header><Session><Token>t-1</Token></Session></Header>');
const answer = { body: BODY, header, http };
const read = (settings: object, tables = {}) => new ValueReader(plainToInstance(SoapReading, settings), tables).read(answer);

describe('a path', () => {
  it.each([
    ['Answer/Row/Ref', ['R-1', 'r 22']],
    ['//Ref', ['R-1', 'r 22', 'D']],
    ['Answer//Ref', ['R-1', 'r 22', 'D']],
    ['Answer/*/Ref', ['R-1', 'r 22', 'D']],
    ['Answer/Row[2]/Ref', ['r 22']],
    ['Answer/Row[last()]/Ref', ['r 22']],
    ['Answer/Row[Type=2]/Ref', ['r 22']],
    ["//Ref[@kind='x']", ['R-1']],
    ['//Ref[.="D"]', ['D']],
    ['//Row[Ref][Type=1]/Ref', ['R-1']],
    ['Answer/@version', ['2']],
    ['//@kind', ['x']],
    ['Answer/Missing', []],
  ])('%s finds %j', (path, expected) => {
    expect(new XmlPath(path).find(BODY).map(({ text }) => text)).toEqual(expected);
  });

  it.each(['', 'a/', 'a b', '@x/y', 'a[', 'a[=]', '/', 'a[1'])('%j is none', (path) => {
    expect(() => new XmlPath(path)).toThrow(Error);
  });
});

describe('a value', () => {
  it.each<[object, string | undefined]>([
    [{ path: ['Answer/Missing', '//Type'] }, '1'],
    [{ path: '//Empty' }, undefined],
    [{ path: '//Empty', emptyCounts: true }, ''],
    [{ path: '//Nil', emptyCounts: true }, undefined],
    [{ path: '//Missing', default: 'none' }, 'none'],
    [{ path: '//Row/Ref', match: '(\\d+)' }, '1'],
    [{ path: '//Row[2]/Ref', strip: '\\s', letters: 'upper' }, 'R22'],
    [{ path: '//Row/Ref', match: 'nothing', default: 'd' }, 'd'],
    [{ path: '//Row/Ref', join: ' + ' }, 'R-1 + r 22'],
    [{ path: 'Session/Token', from: 'header' }, 't-1'],
    [{ path: 'X-Token', from: 'http' }, 'abc'],
    [{ path: 'sid', from: 'cookie' }, 's-9'],
    [{ from: 'status' }, '201'],
    [{ path: '//Type', table: 'types' }, 'one'],
    [{ path: '//Row[2]/Type', table: 'types' }, '2'],
  ])('%j is %j', (settings, expected) => {
    expect(read(settings, { types: { 1: 'one' } })).toBe(expected);
  });
});

describe('a condition', () => {
  it.each<[object, boolean]>([
    [{ path: '//Type', equals: '1' }, true],
    [{ path: '//Type', equals: '2' }, false],
    [{ path: '//Type', in: ['0', '1'] }, true],
    [{ path: '//Ref', matches: '^r-' }, true],
    [{ path: '//Missing', matches: '.*' }, false],
    [{ path: '//Empty', exists: true }, true],
    [{ path: '//Missing', exists: true }, false],
    [{ path: '//Missing', exists: false }, true],
    [{ path: '//Empty', absent: true }, true],
    [{ path: '//Nil', absent: true }, true],
    [{ path: '//Type', absent: true }, false],
    [{ path: '//Deep', absent: true }, false],
    [{ path: '//Nil', nil: true }, true],
    [{ path: '//Empty', nil: true }, false],
    [{ path: '//Type', equals: '1', matches: 'x' }, false],
    [{ path: '//Type' }, true],
    [{ path: '//Missing' }, false],
  ])('%j: %j', (settings, expected) => {
    expect(new Condition(plainToInstance(SoapCondition, settings)).holds(answer)).toBe(expected);
  });
});
