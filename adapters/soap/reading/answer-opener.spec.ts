import { plainToInstance } from 'class-transformer';
import { buildXml, parseXml, XML_LIMITS } from '../../../src/adapter-kit/xml/xml.js';
import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { XmlError } from '../../../src/adapter-kit/xml/xml-error.js';
import { node } from '../../../src/adapter-kit/xml/xml-node.js';
import { XmlPath } from '../paths/xml-path.js';
import { SoapDecoding } from '../settings/decoding-settings.js';
import { BodyOpener, documentOf } from './answer-opener.js';

const CASE = '<Case><No>7</No></Case>';
const at = (body: XmlElement, path: string) => new XmlPath(path).find(body).map(({ text }) => text);
const within = (inside: string) => parseXml(`<Body>${inside}</Body>`);
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function open(body: XmlElement, decode: object = {}): XmlElement {
  return new BodyOpener(plainToInstance(SoapDecoding, decode), XML_LIMITS, {}).open(body);
}

describe('a document in a text', () => {
  const documents = '//Result';
  it.each([
    ['escaped', escaped(CASE)],
    ['in CDATA', `<![CDATA[<?xml version="1.0" encoding="utf-16"?>${CASE}]]>`],
    ['escaped twice', escaped(escaped(CASE))],
    ['escaped, in CDATA', `<![CDATA[${escaped(CASE)}]]>`],
    ['escaped, behind a byte-order mark and blanks', `\n \uFEFF ${escaped(CASE)} `],
  ])('is read when it is %s', (_how, text) => {
    expect(at(open(within(`<R><Result>${text}</Result></R>`), { documents }), 'R/Result/Case/No')).toEqual(['7']);
  });

  it('is read inside of another', () => {
    const inner = `<Outer><Inner>${escaped(CASE)}</Inner></Outer>`;
    const body = open(within(`<Result>${escaped(inner)}</Result>`), { documents: [{ path: '//Result' }, { path: '//Inner' }] });
    expect(at(body, 'Result/Outer/Inner/Case/No')).toEqual(['7']);
  });

  it.each(['OK', '', '  Thank you & good-bye'])('may be the sentence %j instead', (text) => {
    const body = within(`<Result>${escaped(text)}</Result>`);
    expect(open(body, { documents })).toBe(body);
  });

  it.each(['<Case><No>7', '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'])('is refused as %j', (text) => {
    expect(() => open(within(`<Result>${escaped(text)}</Result>`), { documents })).toThrow(XmlError);
  });
});

describe('a .NET DataSet', () => {
  const row = (no: number, rest = '') => `<Table xmlns:d="u" d:id="Table${no}" ${rest}><NO>${no}</NO></Table>`;
  const diffgram = `<diffgram><NewDataSet>${row(1)}${row(2, 'd:hasChanges="modified"')}${row(3, 'd:hasChanges="deleted"')}</NewDataSet>
    <before>${row(2)}</before><errors>${row(2)}</errors></diffgram>`;

  it('has the rows as they are now, each once', () => {
    expect(at(open(within(diffgram)), '//Table/NO')).toEqual(['1', '2']);
  });

  it('may itself be a text', () => {
    expect(at(open(within(`<Result>${escaped(diffgram)}</Result>`), { documents: '//Result' }), '//NewDataSet/Table/NO')).toEqual(
      ['1', '2'],
    );
  });
});

describe('references', () => {
  const decode = { references: true };

  it('lead to what they mean, under their own name, once', () => {
    const body = open(
      within(`<Answer><Case href="#id0"/><Case href="#id1"/></Answer>
      <multiRef id="id0"><No>1</No><Owner href="#id2"/></multiRef><multiRef id="id1"><No>2</No></multiRef>
      <multiRef id="id2"><Name>A</Name></multiRef>`),
      decode,
    );
    expect(at(body, 'Answer/Case/No')).toEqual(['1', '2']);
    expect(at(body, '//Name')).toEqual(['A']);
    expect(body.children.map(({ name }) => name)).toEqual(['Answer']);
  });

  it('are read as SOAP 1.2 writes them, and left alone where they lead nowhere', () => {
    const body = open(within('<A><B ref="x"/><C href="#y"/><D href="http://x/">z</D></A><M id="x">1</M>'), decode);
    expect(at(body, 'A/B')).toEqual(['1']);
    expect(at(body, 'A/D')).toEqual(['z']);
  });

  it('in a circle, or that multiply, are refused at once', () => {
    const bomb = Array.from({ length: 40 }, (_, n) => `<m id="m${n}"><a href="#m${n + 1}"/><b href="#m${n + 1}"/></m>`);
    for (const text of ['<a href="#b"/><m id="b"><c href="#b"/></m>', `<a href="#m0"/>${bomb.join('')}<m id="m40">x</m>`])
      expect(() => open(within(text), decode)).toThrow(XmlError);
  });
});

describe('CSV in an answer', () => {
  it('becomes rows with a child for each column', () => {
    const csv = 'CR No;Text\r\n1;"a;b\r\nc ""d"""\r\n\r\n2\r\n';
    const body = open(parseXml(buildXml(node('Body', [node('File', csv)]))), { csv: { in: 'File', delimiter: ';' } });
    expect(at(body, 'File/row/CR_No')).toEqual(['1', '2']);
    expect(at(body, 'File/row[1]/Text')).toEqual(['a;b\nc "d"']);
  });

  it('may come without a heading, in base64, in another charset, behind other lines', () => {
    const csv = Buffer.from('\ufeffreport of today\n7,Straße\n', 'utf16le').toString('base64');
    const decode = { base64: 'File', csv: { in: 'File', columns: ['No', 'Street'], skipLines: 1 } };
    expect(at(open(within(`<File>${csv}</File>`), decode), 'File/row/Street')).toEqual(['Straße']);
  });

  it('that is none is refused', () => {
    expect(() => open(within('<File>a,b\n"1,2</File>'), { csv: { in: 'File' } })).toThrow(XmlError);
  });
});

describe('a multipart answer', () => {
  const answer = (body: string, type: string, encoding: BufferEncoding = 'latin1') => ({
    status: 200,
    headers: { 'content-type': type },
    text: body,
    bytes: Buffer.from(body, encoding),
  });
  const mtom = [
    'preamble\r\n--b 1\r\nContent-ID: <other>\r\nContent-Type: application/pdf\r\n\r\n\x00\xff\xfe--b\r\n',
    '--b 1\r\ncontent-id: <root@x>\r\nContent-Type: application/xop+xml; charset=iso-8859-1\r\n\r\n',
    '<E><Name>Stra\xdfe</Name><File><x:Include xmlns:x="u" href="cid:o%74her"/></File><Swa href="cid:other"/></E>\r\n--b 1--\r\nend',
  ].join('');
  const type = 'multipart/related; type="application/xop+xml"; start="<root@x>"; boundary="b 1"';

  it('is read from the part that it names, with the others where it refers to them', async () => {
    const body = await documentOf(answer(mtom, type), XML_LIMITS);
    const file = Buffer.from('\x00\xff\xfe--b', 'latin1').toString('base64');
    expect([at(body, 'Name'), at(body, 'File'), at(body, 'Swa')]).toEqual([['Straße'], [file], [file]]);
  });

  it('is read from its first part where it names none', async () => {
    const body = '--b\r\n\r\n<E>1</E>\r\n--b--';
    expect((await documentOf(answer(body, 'Multipart/Related; boundary=b'), XML_LIMITS)).text).toBe('1');
  });

  it.each([
    ['that breaks off', mtom.replace('--b 1--', ''), type],
    ['without the part it names', mtom.replace('root@x', 'root@y'), type],
    ['without a boundary', mtom, 'multipart/related'],
    ['without parts', 'nothing', type],
    ['that is empty', '', type],
  ])('%s is no answer', async (_what, body, contentType) => {
    await expect(documentOf(answer(body, contentType), XML_LIMITS)).rejects.toThrow(XmlError);
  });
});
