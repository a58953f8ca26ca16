import { buildXml, parseXml, XML_LIMITS } from './xml.js';
import { child, children, isEmpty, textOf } from './xml-element.js';
import { XmlError } from './xml-error.js';
import { node, optional } from './xml-node.js';

describe('parseXml', () => {
  it('forgets prefixes and namespaces', () => {
    const root = parseXml('<a:x xmlns:a="u" xmlns="v" a:kind="1"><b:y xmlns:b="u">t</b:y></a:x>');
    expect(root.name).toBe('x');
    expect(root.attributes).toEqual({ kind: '1' });
    expect(textOf(root, 'y')).toBe('t');
  });

  it.each(['000123', '1e5', '0x1F', 'true', '12345678901234567890', '1.0'])('leaves the value %s a text', (value) => {
    expect(textOf(parseXml(`<x><y>${value}</y></x>`), 'y')).toBe(value);
  });

  it('tells missing, nil, empty and blank apart', () => {
    const root = parseXml(
      '<x xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><nil i:nil="true"/><empty/><blank> </blank><full>1</full></x>',
    );
    expect(child(root, 'missing')).toBeUndefined();
    expect(child(root, 'nil')?.isNil).toBe(true);
    expect(child(root, 'empty')?.isNil).toBe(false);
    expect(isEmpty(child(root, 'blank')!)).toBe(true);
    expect(isEmpty(child(root, 'full')!)).toBe(false);
    expect(['missing', 'nil', 'empty', 'blank'].map((name) => textOf(root, name))).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('joins text, CDATA and character references', () => {
    const root = parseXml(
      '<x>a &lt;&#x41;&#128512;&#10;<![CDATA[<b> &amp; <!DOCTYPE x>]]><!-- <!DOCTYPE y> --> c &amp;amp; &apos;&quot;</x>',
    );
    expect(root.text).toBe('a <A😀\n<b> &amp; <!DOCTYPE x> c &amp; \'"');
  });

  it('keeps the order and the number of children', () => {
    const root = parseXml('<x><a>1</a><b/><a>2</a></x>');
    expect(root.children.map(({ name }) => name)).toEqual(['a', 'b', 'a']);
    expect(children(root, 'a').map(({ text }) => text)).toEqual(['1', '2']);
  });

  it('reads names that JavaScript has other uses for as names', () => {
    const root = parseXml('<x><toString>1</toString><length>2</length></x>');
    expect(textOf(root, 'toString')).toBe('1');
    expect(textOf(root, 'length')).toBe('2');
    expect(textOf(parseXml('<x/>'), 'toString')).toBeUndefined();
  });

  it.each([
    ['<!DOCTYPE x><x/>', /document type/],
    ['<?xml version="1.0"?><!-- a --><!doctype html><html/>', /document type/],
    ['<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', /document type/],
    ['<x><!DOCTYPE y></x>', /document type/],
    ['<x>&nbsp;</x>', /entity &nbsp;/],
    ['<x>&#0;</x>', /entity/],
    ['<x>&#xD800;</x>', /entity/],
    ['<x y="&bad;"/>', /entity/],
    ['<x>a & b</x>', /well-formed/],
    ['<x><y>cut o', /well-formed/],
    ['<x><y></x>', /well-formed/],
    ['<x/><y/>', /roots/],
    ['<x/>rest', /./],
    ['', /./],
    ['not XML at all', /./],
    ['{"json": true}', /./],
    ['<__proto__>1</__proto__>', /./],
  ])('refuses %s', (text, reason) => {
    expect(() => parseXml(text)).toThrow(XmlError);
    expect(() => parseXml(text)).toThrow(reason);
  });

  it('stops at its limits of size, depth and references', () => {
    const limits = { ...XML_LIMITS, maxCharacters: 1000, maxDepth: 10, maxReferences: 5 };
    const deep = (depth: number) => '<x>'.repeat(depth) + '</x>'.repeat(depth);
    expect(() => parseXml(`<x>${'y'.repeat(1000)}</x>`, limits)).toThrow(/characters/);
    const few = { ...XML_LIMITS, maxElements: 3, maxAttributes: 2 };
    expect(() => parseXml('<x a="1" b= \'2\'><y/><z></z></x>', few)).not.toThrow();
    expect(() => parseXml('<x><y/><y/><y/></x>', few)).toThrow(/more than 3 elements/);
    expect(() => parseXml('<x a="1" b="2" c="3"/>', few)).toThrow(/more than 2 attributes/);
    expect(() => parseXml(deep(8), limits)).not.toThrow();
    expect(() => parseXml(deep(20), limits)).toThrow(XmlError);
    expect(() => parseXml(`<x>${'&lt;'.repeat(5)}</x>`, limits)).not.toThrow();
    expect(() => parseXml(`<x y="&lt;&lt;&lt;">${'&lt;'.repeat(3)}</x>`, limits)).toThrow(/references/);
  });

  it('does not slow down on a text that only opens comments', () => {
    expect(() => parseXml(`<x>${'<!--'.repeat(200_000)}</x>`)).toThrow(XmlError);
  });
});

describe('buildXml', () => {
  it('writes prefixed roots, unqualified children and what they declare', () => {
    const xml = buildXml(node('f:x', [node('y', 1), optional('z', undefined), optional('flag', false)], { 'xmlns:f': 'urn:f' }));
    expect(xml).toBe('<?xml version="1.0" encoding="UTF-8"?>\n<f:x xmlns:f="urn:f"><y>1</y><flag>false</flag></f:x>');
  });

  it.each(['<b>"bold"</b> & it\'s ]]> done', '&lt;already&gt;', 'Straße 日本 🕳️', '  blanks  ', 'a\nb\tc', '{{ id }} $1 %s'])(
    'brings %j through',
    (text) => {
      const root = parseXml(buildXml(node('x', [node('y', text)], { kind: text.replace(/[\n\t]/g, ' ') })));
      expect(child(root, 'y')?.text).toBe(text);
      expect(root.attributes['kind']).toBe(text.replace(/[\n\t]/g, ' '));
    },
  );

  it('leaves out what XML has no place for, lone surrogates included', () => {
    const root = parseXml(buildXml(node('x', 'a\u0000\u0001\u000b\ufffe\uffffb\ud800c\udc00d\u{1F573}')));
    expect(root.text).toBe('abcd\u{1F573}');
  });

  it('writes line ends as every parser reads them', () => {
    expect(parseXml(buildXml(node('x', 'a\r\nb\rc'))).text).toBe('a\nb\nc');
  });

  it.each(['a b', '<x', '1st', '', 'x>y', 'a:b:c'])('refuses %j as a name', (name) => {
    expect(() => node(name)).toThrow(XmlError);
    expect(() => node('x', '', { [name]: '1' })).toThrow(XmlError);
  });
});
