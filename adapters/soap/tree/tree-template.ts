import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import { buildXml } from '../../../src/adapter-kit/xml/xml.js';
import type { XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';
import type { Values } from '../settings/variables.js';
import {
  checkName,
  type Content,
  ElementTemplate,
  EMPTY_WORDS,
  FirstOf,
  type LimitTemplate,
  type RenderRules,
  Sequence,
  type Template,
} from './element-template.js';
import { jsonataLeaf, type Leaf, liquidLeaf, scalarLeaf } from './leaf.js';
import { MergeTemplate } from './merge.js';
import { NEWLINE_RULES } from './text-fitting.js';
import {
  countKey,
  ELEMENT_KEYS,
  LIMIT_KEYS,
  type ElementMapping,
  isMapping,
  textKey,
  TreeMistake,
  wordKey,
} from './tree-keys.js';

/**
 * A tree of the settings, parsed once: mappings are elements in their order, `@name` an attribute, texts are Liquid, and keys with `$`
 * say what an element does. README.md tells of each.
 */
export class TreeTemplate {
  private readonly template: Template;
  /** The tree needs the prefix `xsi`. */
  readonly usesXsi: boolean;

  /** @throws TreeMistake that names the place. */
  constructor(source: unknown) {
    this.template = content(source, []);
    this.usesXsi = /"@?xsi:|"nil"|"\$merge"/.test(JSON.stringify(source) ?? '');
  }

  /** @throws TreeMistake when a value can't be made, or is none for its place. */
  render(values: Values, rules: RenderRules): Promise<XmlNode[]> {
    return this.template.render(values, rules);
  }
}

/** Why a value is no tree; undefined when it is one. */
export function treeMistake(source: unknown): string | undefined {
  try {
    return new TreeTemplate(source) instanceof TreeTemplate ? undefined : 'it is none';
  } catch (error) {
    return (error as Error).message;
  }
}

/** A mapping of elements, or a list of such mappings where names come again. */
function content(source: unknown, at: readonly string[]): Template {
  if (Array.isArray(source)) return new Sequence(source.map((each, index) => content(each, [...at, `[${index + 1}]`])));
  if (!isMapping(source)) throw new TreeMistake(at, 'must be a mapping of elements, or a list of such');
  return new Sequence(childrenOf(source, at));
}

function childrenOf(mapping: ElementMapping, at: readonly string[]): Template[] {
  return Object.entries(mapping).flatMap(([key, value]): Template[] => {
    if (key === '$oneOf') return [oneOf(value, [...at, key])];
    if (key === '$children') return [content(value, at)];
    return key.startsWith('$') || key.startsWith('@') ? [] : elements(key, value, [...at, key]);
  });
}

function oneOf(source: unknown, at: readonly string[]): Template {
  if (!Array.isArray(source))
    throw new TreeMistake(at, 'must be a list of mappings, of which the first that has something is sent');
  return new FirstOf(source.map((each, index) => content(each, [...at, `[${index + 1}]`])));
}

/** A list stands for several elements of the same name. */
function elements(name: string, source: unknown, at: readonly string[]): Template[] {
  checkName(name, at);
  if (!Array.isArray(source)) return [element(name, source, at)];
  return source.map((each, index) => element(name, each, [...at, `[${index + 1}]`]));
}

function element(name: string, source: unknown, at: readonly string[]): Template {
  const mapping = toMapping(source, at);
  refuseUnknownKeys(mapping, at);
  const expression = (key: string) => {
    const text = textKey(mapping, key, at);
    return text === undefined ? undefined : parsed(at, key, () => new MappingExpression(text));
  };
  const nameSource = textKey(mapping, '$name', at);
  return new ElementTemplate({
    name,
    nameLeaf: nameSource === undefined ? undefined : parsed(at, '$name', () => liquidLeaf(nameSource)),
    attributes: attributesOf(mapping, at),
    content: contentOf(mapping, at),
    when: expression('$when'),
    each: expression('$each'),
    empty: wordKey(mapping, '$empty', EMPTY_WORDS, at),
    at,
  });
}

function toMapping(source: unknown, at: readonly string[]): ElementMapping {
  if (isMapping(source)) return source;
  if (source === null || source === undefined) return { $text: null };
  if (['string', 'number', 'boolean'].includes(typeof source)) return { $text: source };
  throw new TreeMistake(at, 'must be a text, a mapping or a list');
}

function refuseUnknownKeys(mapping: ElementMapping, at: readonly string[]): void {
  const known: readonly string[] = ELEMENT_KEYS;
  const unknown = Object.keys(mapping).find((key) => key.startsWith('$') && !known.includes(key));
  if (unknown) throw new TreeMistake(at, `${unknown} is none of ${ELEMENT_KEYS.join(', ')}`);
  const contents = ['$text', '$value', '$cdata', '$escaped', '$merge'].filter((key) => key in mapping);
  const hasChildren = Object.keys(mapping).some(isChildKey);
  if (contents.length > 1 || (hasChildren && contents.some((key) => key !== '$merge')))
    throw new TreeMistake(at, `has ${[...contents, ...(hasChildren ? ['children'] : [])].join(' and ')}: one of them`);
  refuseMisplaced(mapping, at);
}

function refuseMisplaced(mapping: ElementMapping, at: readonly string[]): void {
  const isDocument = '$escaped' in mapping || isMapping(mapping['$cdata']);
  const takesText = ['$text', '$value', '$cdata'].some((key) => key in mapping) && !isDocument;
  const limit = takesText ? undefined : LIMIT_KEYS.find((key) => key in mapping);
  if (limit) throw new TreeMistake(at, `${limit} is for an element with a text`);
  if ('$declaration' in mapping && !isDocument) throw new TreeMistake(at, '$declaration is for $cdata and $escaped');
}

/** A key that stands for elements. */
function isChildKey(key: string): boolean {
  return key === '$oneOf' || key === '$children' || !/^[$@]/.test(key);
}

function attributesOf(mapping: ElementMapping, at: readonly string[]): (readonly [string, Leaf])[] {
  return Object.entries(mapping)
    .filter(([key]) => key.startsWith('@'))
    .map(([key, value]) => {
      checkName(key.slice(1), at);
      if (isMapping(value) || Array.isArray(value)) throw new TreeMistake(at, `${key} must be a text`);
      return [key.slice(1), parsed(at, key, () => scalarLeaf(value as string))] as const;
    });
}

function contentOf(mapping: ElementMapping, at: readonly string[]): Content {
  if ('$cdata' in mapping && !isMapping(mapping['$cdata'])) return text(mapping['$cdata'], '$cdata', mapping, at, true);
  if ('$cdata' in mapping) return document(mapping['$cdata'], mapping, [...at, '$cdata'], true);
  if ('$escaped' in mapping) return document(mapping['$escaped'], mapping, [...at, '$escaped'], false);
  if ('$merge' in mapping) return { is: 'children', make: new MergeTemplate(mapping['$merge'], childrenOf(mapping, at), at) };
  if ('$value' in mapping) {
    const source = textKey(mapping, '$value', at)!;
    return { is: 'text', leaf: parsed(at, '$value', () => jsonataLeaf(source)), limits: limitsOf(mapping, at), cdata: false };
  }
  if ('$text' in mapping) return text(mapping['$text'], '$text', mapping, at, false);
  return { is: 'children', make: new Sequence(childrenOf(mapping, at)) };
}

function text(source: unknown, key: string, mapping: ElementMapping, at: readonly string[], cdata: boolean): Content {
  if (Array.isArray(source) || isMapping(source)) throw new TreeMistake(at, `${key} must be a text`);
  const leaf = parsed(at, key, () => scalarLeaf(source as string));
  return { is: 'text', leaf, limits: limitsOf(mapping, at), cdata };
}

/** A document of its own inside of a text, escaped or as CDATA. */
function document(source: unknown, mapping: ElementMapping, at: readonly string[], cdata: boolean): Content {
  const inside = content(source, at);
  const declaration = mapping['$declaration'];
  if (declaration !== undefined && typeof declaration !== 'string')
    throw new TreeMistake(at, '$declaration must be the encoding that it names, such as utf-8');
  const make = async (values: Values, rules: RenderRules) => {
    const roots = await inside.render(values, rules);
    if (roots.length > 1) throw new TreeMistake(at, 'a document has one root');
    return roots[0] ? buildXml(roots[0], { encoding: declaration, declaration: declaration !== undefined }) : '';
  };
  return { is: 'document', make, cdata };
}

function limitsOf(mapping: ElementMapping, at: readonly string[]): LimitTemplate | undefined {
  if (!LIMIT_KEYS.some((key) => key in mapping)) return undefined;
  const kept = textKey(mapping, '$keep', at);
  return {
    maxCharacters: countKey(mapping, '$max', at),
    maxBytes: countKey(mapping, '$maxBytes', at),
    marker: textKey(mapping, '$marker', at) ?? '…',
    newlines: wordKey(mapping, '$newlines', NEWLINE_RULES, at) ?? 'keep',
    kept: kept === undefined ? undefined : parsed(at, '$keep', () => liquidLeaf(kept)),
  };
}

function parsed<T>(at: readonly string[], key: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new TreeMistake(at, `${key === '$text' ? '' : `${key}: `}${(error as Error).message}`, { cause: error });
  }
}
