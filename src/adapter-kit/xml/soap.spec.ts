import { binarySecurityToken, envelope, readSoap, usernameToken } from './soap.js';
import { buildXml } from './xml.js';
import { textOf } from './xml-element.js';
import { XmlError } from './xml-error.js';
import { node } from './xml-node.js';

const written = (parts: Parameters<typeof envelope>[0]) => readSoap(buildXml(envelope(parts)));

describe('SOAP envelopes', () => {
  it('carry one element, and credentials in the header', () => {
    const { header, content, fault } = written({
      header: usernameToken('open311', 's<e>cret'),
      body: node('f:x', 'y'),
      namespaces: { f: 'urn:f' },
    });
    expect(textOf(header, 'Security', 'UsernameToken', 'Username')).toBe('open311');
    expect(textOf(header, 'Security', 'UsernameToken', 'Password')).toBe('s<e>cret');
    expect(content).toMatchObject({ name: 'x', text: 'y' });
    expect(fault).toBeUndefined();
  });

  it('carry a token', () => {
    expect(textOf(written({ header: binarySecurityToken('abc') }).header, 'Security', 'BinarySecurityToken')).toBe('abc');
  });

  it('may be empty', () => {
    expect(written({})).toEqual({ header: undefined, content: undefined, fault: undefined });
  });

  it('tell a fault from an answer', () => {
    const fault = node('soapenv:Fault', [
      node('faultcode', 'soapenv:Server'),
      node('faultstring', ''),
      node('detail', [node('why', '1')]),
    ]);
    const read = written({ body: fault });
    expect(read.content).toBeUndefined();
    expect(read.fault).toMatchObject({ code: 'soapenv:Server', text: '' });
    expect(textOf(read.fault?.detail, 'why')).toBe('1');
  });

  it.each(['<html><body/></html>', '<Envelope/>', 'nothing'])('are not %s', (text) => {
    expect(() => readSoap(text)).toThrow(XmlError);
  });
});
