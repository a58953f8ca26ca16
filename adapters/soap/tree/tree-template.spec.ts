import { buildXml } from '../../../src/adapter-kit/xml/xml.js';
import { parseXml } from '../../../src/adapter-kit/xml/xml.js';
import { child, children, textOf } from '../../../src/adapter-kit/xml/xml-element.js';
import { node } from '../../../src/adapter-kit/xml/xml-node.js';
import { RECORDS } from './merge.js';
import { treeMistake, TreeTemplate } from './tree-template.js';

const xml = async (tree: unknown, values: object = {}, empty: 'omit' | 'send' | 'nil' = 'omit') => {
  const nodes = await new TreeTemplate(tree).render(values as Record<string, unknown>, { empty });
  return buildXml(node('r', nodes), { declaration: false });
};

describe('a tree', () => {
  it('is written in the order of the settings, with prefixes and attributes', async () => {
    const tree = { 'c:B': { '@kind': '{{ item }}', 'c:Two': 2, 'c:One': true }, A: 'a' };
    await expect(xml(tree, { item: 'x"y' })).resolves.toBe(
      '<r><c:B kind="x&quot;y"><c:Two>2</c:Two><c:One>true</c:One></c:B><A>a</A></r>',
    );
  });

  it('escapes whatever a value holds', async () => {
    const evil = '</A><B>&amp;"\'\u0000 ]]>';
    const root = parseXml(await xml({ A: '{{ note.text }}' }, { note: { text: evil } }));
    expect(root.children).toHaveLength(1);
    expect(textOf(root, 'A')).toBe('</A><B>&amp;"\' ]]>');
  });

  it.each<[string, object, string]>([
    ['left out when the connection says so', { A: '{{ note.text }}', B: 'b' }, '<r><B>b</B></r>'],
    ['sent empty when it says so itself', { A: { $text: '{{ note.text }}', $empty: 'send' } }, '<r><A/></r>'],
    ['nil when it says so itself', { A: { $text: '{{ note.text }}', $empty: 'nil' } }, '<r><A xsi:nil="true"/></r>'],
    ['empty when it is written empty', { A: null, B: '' }, '<r><A/><B/></r>'],
    ['left out with all that is in it', { A: { $empty: 'omit', B: '{{ note.text }}' } }, '<r/>'],
    ['kept round what is left out', { A: { B: '{{ note.text }}' } }, '<r><A/></r>'],
  ])('has an element %s', async (_what, tree, expected) => {
    await expect(xml(tree, { note: { text: null } })).resolves.toBe(expected);
  });

  it('repeats elements for each of a list, numbered from one, and names them', async () => {
    const tree = {
      F: {
        $each: 'request.attributes',
        $name: 'Field{{ index }}',
        '@code': '{{ item.code }}',
        $value: '$join(item.values, ",")',
      },
    };
    const attributes = [
      { code: 'a', values: ['1', '2'] },
      { code: 'b', values: ['3'] },
    ];
    await expect(xml(tree, { request: { attributes } })).resolves.toBe(
      '<r><Field1 code="a">1,2</Field1><Field2 code="b">3</Field2></r>',
    );
    await expect(xml(tree, { request: { attributes: [] } })).resolves.toBe('<r/>');
  });

  it('sends the first of several that has something, where it stands', async () => {
    const tree = {
      A: 1,
      $oneOf: [{ Code: { $when: 'item.type = "code"', $text: '{{ item.value }}' } }, { Text: '{{ item.value }}' }],
      Z: 9,
    };
    await expect(xml(tree, { item: { type: 'code', value: 'x' } })).resolves.toBe('<r><A>1</A><Code>x</Code><Z>9</Z></r>');
    await expect(xml(tree, { item: { type: 'other', value: 'x' } })).resolves.toBe('<r><A>1</A><Text>x</Text><Z>9</Z></r>');
  });

  it('may hold a name more than once', async () => {
    await expect(xml([{ A: 1 }, { B: 2 }, { A: [3, 4] }])).resolves.toBe('<r><A>1</A><B>2</B><A>3</A><A>4</A></r>');
  });

  it.each(['$escaped', '$cdata'])('holds a document inside of a text (%s), whatever is in it', async (mode) => {
    const tree = { data: { [mode]: { 'x:Case': { '@xmlns:x': 'urn:x', Text: '{{ note.text }}' } }, $declaration: 'iso-8859-1' } };
    const text = 'a ]]> <b> &amp; ü';
    const inside = textOf(parseXml(await xml(tree, { note: { text } })), 'data')!;
    expect(inside).toMatch(/^<\?xml version="1.0" encoding="iso-8859-1"\?>/);
    expect(textOf(parseXml(inside), 'Text')).toBe(text);
  });

  it('holds a plain text as CDATA', async () => {
    await expect(xml({ A: { $cdata: '{{ note.text }}' } }, { note: { text: 'a<b]]>c' } })).resolves.toBe(
      '<r><A><![CDATA[a<b]]]]><![CDATA[>c]]></A></r>',
    );
  });

  it.each<[object, string, string]>([
    [{ $max: 5 }, 'ÄÖÜäöü', 'ÄÖÜä…'],
    [{ $maxBytes: 5, $marker: '.' }, 'ÄÖÜ', 'ÄÖ.'],
    [{ $max: 12, $keep: '[26-1]' }, 'a long text [26-1]', 'a lon…[26-1]'],
    [{ $max: 3, $marker: '...' }, '🕳️🕳️🕳️', '...'],
    [{ $newlines: 'space' }, 'a\r\nb\nc', 'a b c'],
    [{ $max: 6 }, 'short', 'short'],
    [{ $max: 4 }, 'ab👩‍👩‍👧', 'ab…'],
  ])('cuts a text to %j', async (limits, text, expected) => {
    const root = parseXml(await xml({ A: { $text: '{{ note.text }}', ...limits } }, { note: { text } }));
    expect(textOf(root, 'A')).toBe(expected);
  });

  it('writes back a record that was read, changed where the tree says so', async () => {
    const record = parseXml('<Row><Id>1</Id><Status>New</Status><Note/><Lines><L>a</L></Lines><Stamp>x</Stamp></Row>');
    const tree = {
      'c:Modify': { $merge: { step: 'read', prefix: 'c', without: ['Stamp'] }, 'c:Status': 'Closed', 'c:Extra': 'e' },
    };
    await expect(xml(tree, { [RECORDS]: { read: record } })).resolves.toBe(
      '<r><c:Modify><c:Id>1</c:Id><c:Status>Closed</c:Status><c:Note/><c:Lines><c:L>a</c:L></c:Lines><c:Extra>e</c:Extra></c:Modify></r>',
    );
    await expect(xml(tree)).rejects.toThrow(/c:Modify: \$merge: the step read read no record/);
  });

  it('reads and writes trees that are deep or wide in a time that grows with their size', async () => {
    let deep: object = { A: '{{ note.text }}' };
    for (let depth = 0; depth < 40; depth += 1) deep = { [`L${depth}`]: deep, M: 'x' };
    expect(children(child(parseXml(await xml(deep, { note: { text: 'end' } })), 'L39'), 'M')).toHaveLength(1);
  });

  it.each<[unknown, RegExp]>([
    [{ 'a b': 1 }, /^a b: not a name/],
    [{ A: { B: '{{ reqest.id }}' } }, /^A > B: unknown variable reqest/],
    [{ A: { B: { $value: 'a +' } } }, /^A > B: \$value: /],
    [{ A: { $txt: 'x' } }, /^A: \$txt is none of/],
    [{ A: { $text: 'x', B: 1 } }, /^A: has \$text and children/],
    [{ A: { $text: 'x', $value: 'x' } }, /^A: has \$text and \$value/],
    [{ A: { $text: 'x', $empty: 'skip' } }, /^A: \$empty must be one of omit, send, nil/],
    [{ A: { $text: 'x', $max: 0 } }, /^A: \$max must be/],
    [{ A: { '@x': { y: 1 } } }, /^A: @x must be a text/],
    [{ A: { $merge: 'read' } }, /^A: \$merge must be/],
    [{ A: { $max: 5, B: 'b' } }, /^A: \$max is for an element with a text/],
    [{ A: { $text: 'x', $declaration: 'utf-8' } }, /^A: \$declaration is for/],
    ['<A/>', /must be a mapping/],
  ])('tells its author what is wrong with %j', (tree, reason) => {
    expect(treeMistake(tree)).toMatch(reason);
  });

  it.each<[unknown, object, RegExp]>([
    [{ A: { $value: 'note' } }, { note: { a: 1 } }, /^A: "note" gives a list or a mapping/],
    [{ A: { $name: '{{ note.text }}' } }, { note: { text: 'no name' } }, /^A: not a name/],
    [{ A: { $escaped: [{ B: 1 }, { C: 1 }] } }, {}, /one root/],
  ])('refuses a value that does not fit %j', async (tree, values, reason) => {
    await expect(xml(tree, values)).rejects.toThrow(reason);
  });
});
