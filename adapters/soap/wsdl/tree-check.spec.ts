import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { SoapSite } from '../../../test/adapters/soap-site.js';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { differencesFromWsdl } from './tree-check.js';

const SCHEMA = `
  <xs:schema targetNamespace="urn:crm" elementFormDefault="qualified">
    <xs:element name="Create"><xs:complexType><xs:sequence>
      <xs:element name="Title" type="xs:string"/>
      <xs:element name="Kind" type="t:Kind"/>
      <xs:choice><xs:element name="Point" type="t:Point"/><xs:element name="Address" type="xs:string"/></xs:choice>
      <xs:element name="Answer" type="t:Answer" minOccurs="0" maxOccurs="unbounded"/>
      <xs:element name="Party" type="t:Party" minOccurs="0"/>
      <xs:element ref="t:Extra" minOccurs="0"/>
    </xs:sequence></xs:complexType></xs:element>
    <xs:element name="Extra"><xs:complexType><xs:sequence><xs:any minOccurs="0"/></xs:sequence></xs:complexType></xs:element>
    <xs:element name="Ping" type="xs:string"/>
    <xs:simpleType name="Kind"><xs:restriction base="xs:string"/></xs:simpleType>
    <xs:complexType name="Point"><xs:attribute name="x" use="required"/><xs:attribute name="y" use="required"/></xs:complexType>
    <xs:complexType name="Answer"><xs:all><xs:element name="Code" type="xs:string"/><xs:element name="Value" type="xs:string" minOccurs="0"/></xs:all></xs:complexType>
    <xs:complexType name="Party"><xs:sequence><xs:element name="Name" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType>
    <xs:complexType name="Person"><xs:complexContent><xs:extension base="t:Party"><xs:sequence>
      <xs:element name="Mail" type="xs:string" minOccurs="0"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>
  </xs:schema>`;
const wsdl = (
  schema: string,
) => `<w:definitions xmlns:w="http://schemas.xmlsoap.org/wsdl/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:s="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:t="urn:crm">
  <w:types>${schema}</w:types>
  <w:message name="CreateIn"><w:part name="body" element="t:Create"/></w:message>
  <w:message name="PingIn"><w:part name="body" element="t:Ping"/></w:message>
  <w:portType name="Crm"><w:operation name="CreateCase"><w:input message="t:CreateIn"/></w:operation>
    <w:operation name="Ping"><w:input message="t:PingIn"/></w:operation></w:portType>
  <w:binding name="b" type="t:Crm"><s:binding style="document"/>
    <w:operation name="CreateCase"><s:operation soapAction="urn:crm/create"/></w:operation>
    <w:operation name="Ping"><s:operation soapAction="urn:crm/ping"/></w:operation></w:binding>
</w:definitions>`;
const WSDL = wsdl(SCHEMA);

const differences = (tree: object, soapAction = 'urn:crm/{{ operation }}') =>
  differencesFromWsdl({ soapAction, operations: { create: { body: { 'c:Create': tree } } }, wsdl: { text: WSDL, schemas: [] } });
const RIGHT = { 'c:Title': 't', 'c:Kind': 'k', 'c:Address': 'a' };

describe('a tree beside the WSDL of its service', () => {
  it.each<[string, object]>([
    ['is complete', RIGHT],
    ['has the other choice', { 'c:Title': 't', 'c:Kind': 'k', 'c:Point': { '@x': '1', '@y': '2' } }],
    ['decides later', { 'c:Title': 't', 'c:Kind': 'k', $oneOf: [{ 'c:Point': { '@x': '1', '@y': '2' } }, { 'c:Address': 'a' }] }],
    ['repeats', { ...RIGHT, 'c:Answer': { $each: 'request.attributes', 'c:Value': 'v', 'c:Code': 'c' } }],
    ['names a type that extends', { ...RIGHT, 'c:Party': { '@xsi:type': 'c:Person', 'c:Name': 'n', 'c:Mail': 'm' } }],
    ['holds what may be anything', { ...RIGHT, 'c:Extra': { 'x:Whatever': 1 } }],
    ['writes back what it read', { $merge: { step: 'read' }, 'c:Title': 't' }],
  ])('that %s shows no difference', (_what, tree) => {
    expect(differences(tree)).toEqual([]);
  });

  it.each<[object, RegExp]>([
    [
      { 'c:Kind': 'k', 'c:Title': 't', 'c:Address': 'a' },
      /operations\.create\.body: Create > Title: comes before Kind in the schema/,
    ],
    [{ 'c:Title': 't', 'c:Address': 'a' }, /Create > Kind: is required and not in the tree/],
    [{ ...RIGHT, 'c:Titel': 't' }, /Create > Titel: is not in the schema; there are Title, Kind, Point/],
    [{ ...RIGHT, 'c:Party': { 'c:Mail': 'm' } }, /Create > Party > Mail: is not in the schema; there are Name/],
    [{ ...RIGHT, 'c:Kind': { 'c:Code': 'k' } }, /Create > Kind > Code: is not in the schema, which has a text there/],
    [{ ...RIGHT, 'c:Point': { '@x': '1', '@z': '2' } }, /Point: the attribute z is not in the schema/],
    [{ ...RIGHT, 'c:Point': { '@x': '1' } }, /Point: the attribute y is required/],
  ])('tells of %j', (tree, expected) => {
    expect(differences(tree).join('\n')).toMatch(expected);
  });

  it('tells of another SOAPAction, and of an operation that there is not', () => {
    expect(differences(RIGHT, 'urn:crm/make')).toEqual([
      'operations.create.soapAction: is "urn:crm/make", and "urn:crm/create" in the WSDL',
    ]);
    expect(
      differencesFromWsdl({
        soapAction: '',
        operations: { x: { body: { 'c:Creat': null } } },
        wsdl: { text: WSDL, schemas: [] },
      }),
    ).toEqual(['operations.x.body: no operation of the service begins with Creat; there are Create, Ping']);
  });

  it('is held against schemas that the WSDL only imports', () => {
    const text = wsdl('');
    const tree = { 'c:Create': { 'c:Wrong': 1 } };
    const found = (schemas: string[]) =>
      differencesFromWsdl({ soapAction: 'urn:crm/create', operations: { create: { body: tree } }, wsdl: { text, schemas } });
    expect(found([])).toEqual([]);
    expect(found([SCHEMA.replace('<xs:schema', '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"')]).join()).toContain(
      'Wrong',
    );
  });

  it.each(['<html/>', 'no XML', '<!DOCTYPE x><definitions/>'])('is not needed, but %s is none', (text) => {
    expect(differencesFromWsdl({ soapAction: '', operations: {}, wsdl: { text, schemas: [] } })).toEqual([
      expect.stringMatching(/^wsdl can not be read: /),
    ]);
  });
});

describe.each(['confirm-like', 'symology-like', 'echo-like', 'session-like', 'online-forms'])('the example for %s', (flavour) => {
  const file = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
  const { operations } = parse(file(`examples/${flavour}.yaml`)) as { operations: Record<string, { body: object }> };
  const schema = file(`contract/${flavour}.xsd`);

  it('fits the schema of its CRM, as a WSDL would hold it', () => {
    const roots = [...new Set(Object.values(operations).map(({ body }) => Object.keys(body)[0]!.replace(/^.*:/, '')))];
    const described = `<definitions><portType>${roots.map((root) => `<operation name="${root}"><input message="${root}"/></operation>`).join('')}</portType>${roots
      .map((root) => `<message name="${root}"><part element="${root}"/></message>`)
      .join('')}</definitions>`;
    expect(differencesFromWsdl({ soapAction: '', operations, wsdl: { text: described, schemas: [schema] } })).toEqual([]);
  });
});

describe('a connection with a WSDL', () => {
  let site: SoapSite;
  beforeAll(async () => (site = await SoapSite.start()));
  afterAll(() => site.close());

  it('starts all the same, and the log tells once what differs', async () => {
    site.answers({ Ping: '<PingResponse/>' });
    const adapter = site.adapter({ wsdl: { text: WSDL } });
    const [one, two] = [aCallContext(), aCallContext()];
    await adapter.check(one);
    await adapter.check(two);
    expect(one.logged).toEqual([
      expect.objectContaining({ differences: expect.arrayContaining([expect.stringContaining('Kind')]) }),
    ]);
    expect(two.logged).toEqual([]);
  });

  it('does not start where the settings want it so', () => {
    expect(() => site.settings({ wsdl: { text: WSDL, onDifference: 'refuse' } })).toThrow(/wsdl: .*Create > Kind: is required/);
    expect(() =>
      site.settings({ soapAction: 'urn:crm/{{ operation }}', wsdl: { text: WSDL, onDifference: 'warn' } }),
    ).not.toThrow();
  });
});
