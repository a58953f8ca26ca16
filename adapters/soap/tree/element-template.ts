import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import { XmlError } from '../../../src/adapter-kit/xml/xml-error.js';
import { node, type XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';
import type { Values } from '../settings/variables.js';
import type { Leaf } from './leaf.js';
import { fitted, type FieldLimits } from './text-fitting.js';
import { TreeMistake } from './tree-keys.js';

export const EMPTY_WORDS = ['omit', 'send', 'nil'] as const;
export type EmptyWord = (typeof EMPTY_WORDS)[number];

/** Renders to any number of elements. */
export interface Template {
  render(values: Values, rules: RenderRules): Promise<XmlNode[]>;
}

export interface RenderRules {
  /** For an element that does not say itself what is to be done when it has no text. */
  readonly empty: EmptyWord;
  /** Takes out of a text what the charset of the message doesn't have, where that is wished. */
  readonly inCharset?: (text: string) => string;
  /** Hears of a text that had to be cut: its element, and how many characters it had. */
  readonly onCut?: (element: string, characters: number) => void;
}

/** What an element holds: a text, a document written out as text, or children. */
export type Content =
  | { readonly is: 'text'; readonly leaf: Leaf; readonly limits?: LimitTemplate; readonly cdata: boolean }
  | { readonly is: 'children'; readonly make: Template }
  | { readonly is: 'document'; readonly make: (values: Values, rules: RenderRules) => Promise<string>; readonly cdata: boolean };

type TextContent = Extract<Content, { is: 'text' }>;

export type LimitTemplate = Omit<FieldLimits, 'kept'> & { readonly kept?: Leaf };

export interface ElementParts {
  readonly name: string;
  /** Takes the place of `name`. */
  readonly nameLeaf?: Leaf;
  readonly attributes: readonly (readonly [string, Leaf])[];
  readonly content: Content;
  readonly when?: MappingExpression;
  readonly each?: MappingExpression;
  readonly empty?: EmptyWord;
  readonly at: readonly string[];
}

/** One element of a tree, of which there may come none, one or several. */
export class ElementTemplate implements Template {
  constructor(private readonly parts: ElementParts) {}

  async render(values: Values, rules: RenderRules): Promise<XmlNode[]> {
    try {
      return await this.repeated(values, rules);
    } catch (error) {
      if (error instanceof TreeMistake) throw error;
      throw new TreeMistake(this.parts.at, (error as Error).message, { cause: error });
    }
  }

  private async repeated(values: Values, rules: RenderRules): Promise<XmlNode[]> {
    const { each } = this.parts;
    if (!each) return this.one(values, rules);
    const found = await each.evaluate(values);
    const items = found === undefined || found === null ? [] : Array.isArray(found) ? (found as unknown[]) : [found];
    const nodes: XmlNode[] = [];
    for (const [index, item] of items.entries()) nodes.push(...(await this.one({ ...values, item, index: index + 1 }, rules)));
    return nodes;
  }

  private async one(values: Values, rules: RenderRules): Promise<XmlNode[]> {
    const { when, nameLeaf, name, content } = this.parts;
    if (when && (await when.evaluate(values)) !== true) return [];
    const written = nameLeaf ? await nameLeaf.text(values) : name;
    const attributes = await this.attributes(values, rules);
    if (content.is === 'children') return this.withChildren(written, attributes, await content.make.render(values, rules));
    const text = content.is === 'text' ? await this.textOf(content, values, rules) : await content.make(values, rules);
    const isFixed = content.is === 'text' && content.leaf.isConstant;
    return this.withText(written, attributes, text, isFixed, content.cdata, rules);
  }

  private withChildren(name: string, attributes: XmlNode['attributes'], children: readonly XmlNode[]): XmlNode[] {
    const isEmpty = children.length === 0 && Object.keys(attributes).length === 0;
    const { empty } = this.parts;
    if (isEmpty && empty === 'omit') return [];
    return [isEmpty && empty === 'nil' ? nil(name, attributes) : node(name, children, attributes)];
  }

  /** An element written empty in the settings is meant to be empty. */
  private withText(
    name: string,
    attributes: XmlNode['attributes'],
    text: string,
    isFixed: boolean,
    cdata: boolean,
    rules: RenderRules,
  ): XmlNode[] {
    const empty = this.parts.empty ?? (isFixed ? 'send' : rules.empty);
    if (text !== '' || empty === 'send') return [{ ...node(name, text, attributes), ...(cdata && { cdata }) }];
    return empty === 'omit' ? [] : [nil(name, attributes)];
  }

  private async textOf({ leaf, limits }: TextContent, values: Values, rules: RenderRules): Promise<string> {
    const { inCharset = asItIs } = rules;
    const text = inCharset(await leaf.text(values));
    if (!limits) return text;
    const [marker, kept] = [inCharset(limits.marker), await limits.kept?.text(values)];
    return fitted(text, { ...limits, marker, kept }, (characters) => rules.onCut?.(this.parts.name, characters));
  }

  private async attributes(values: Values, { inCharset = asItIs }: RenderRules): Promise<Record<string, string>> {
    const given: Record<string, string> = {};
    for (const [name, leaf] of this.parts.attributes) {
      const text = inCharset(await leaf.text(values));
      if (text !== '' || leaf.isConstant) given[name] = text;
    }
    return given;
  }
}

function asItIs(text: string): string {
  return text;
}

function nil(name: string, attributes: XmlNode['attributes']): XmlNode {
  return node(name, [], { ...attributes, 'xsi:nil': 'true' });
}

/** The first of several that has something to say. */
export class FirstOf implements Template {
  constructor(private readonly templates: readonly Template[]) {}

  async render(values: Values, rules: RenderRules): Promise<XmlNode[]> {
    for (const template of this.templates) {
      const nodes = await template.render(values, rules);
      if (nodes.length > 0) return nodes;
    }
    return [];
  }
}

/** All of several, one after another. */
export class Sequence implements Template {
  constructor(private readonly templates: readonly Template[]) {}

  async render(values: Values, rules: RenderRules): Promise<XmlNode[]> {
    const nodes: XmlNode[] = [];
    for (const template of this.templates) nodes.push(...(await template.render(values, rules)));
    return nodes;
  }
}

/** @throws TreeMistake for what XML does not allow as a name. */
export function checkName(name: string, at: readonly string[]): void {
  try {
    node(name);
  } catch (error) {
    if (error instanceof XmlError) throw new TreeMistake(at, error.message);
    throw error;
  }
}
