import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { node, type XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';
import type { Values } from '../settings/variables.js';
import type { RenderRules, Template } from './element-template.js';
import { isMapping, textKey, TreeMistake } from './tree-keys.js';

/**
 * What was read, written back: children of an element of an earlier answer, in their order, where the tree has one of the same name that
 * one instead; what the tree has beyond that follows. For CRMs that blank what an update leaves out (survey C24).
 */
export class MergeTemplate implements Template {
  private readonly step: string;
  private readonly prefix: string;
  private readonly without: readonly string[];

  /** @throws TreeMistake unless it is `{ step, prefix?, without? }`. */
  constructor(
    source: unknown,
    private readonly own: readonly Template[],
    private readonly at: readonly string[],
  ) {
    if (!isMapping(source)) throw new TreeMistake(at, '$merge must be a mapping: { step: NAME, prefix: p, without: [Name] }');
    const step = textKey(source, 'step', at);
    if (step === undefined) throw new TreeMistake(at, '$merge.step must name the step whose record is written back');
    this.step = step;
    this.prefix = textKey(source, 'prefix', at) ?? '';
    const without = source['without'] ?? [];
    if (!Array.isArray(without)) throw new TreeMistake(at, '$merge.without must be a list of names');
    this.without = without.map(String);
  }

  async render(values: Values, rules: RenderRules): Promise<XmlNode[]> {
    const record = recordOf(values, this.step);
    if (!record) throw new TreeMistake(this.at, `$merge: the step ${this.step} read no record`);
    const own: XmlNode[] = [];
    for (const template of this.own) own.push(...(await template.render(values, rules)));
    const taken = new Set<string>();
    const merged = record.children
      .filter(({ name }) => !this.without.includes(name))
      .flatMap((each): XmlNode[] => {
        const replacing = own.filter(({ name }) => localName(name) === each.name);
        if (replacing.length === 0) return [this.copied(each)];
        if (taken.has(each.name)) return [];
        taken.add(each.name);
        return replacing;
      });
    return [...merged, ...own.filter(({ name }) => !taken.has(localName(name)))];
  }

  private copied({ name, isNil, text, children }: XmlElement): XmlNode {
    const prefixed = this.prefix === '' ? name : `${this.prefix}:${name}`;
    if (isNil) return node(prefixed, [], { 'xsi:nil': 'true' });
    return node(prefixed, children.length > 0 ? children.map((each) => this.copied(each)) : text);
  }
}

/** Records are known to steps alone, out of sight of expressions. */
export const RECORDS = Symbol('records read by steps');

function recordOf(values: Values, step: string): XmlElement | undefined {
  return (values as { readonly [RECORDS]?: Readonly<Record<string, XmlElement>> })[RECORDS]?.[step];
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
