import { type XmlElement, children } from '../../../src/adapter-kit/xml/xml-element.js';

/** What may stand in an element, as far as it is looked at. */
export interface ContentModel {
  /** In their order; undefined where anything may stand. */
  readonly children: readonly ChildModel[] | undefined;
  /** Any order will do (xs:all, xs:choice that repeats). */
  readonly isUnordered: boolean;
  readonly attributes: readonly { readonly name: string; readonly isRequired: boolean }[] | undefined;
}

export interface ChildModel {
  readonly name: string;
  readonly isRequired: boolean;
  readonly mayRepeat: boolean;
  /** Local name of its type, or the type itself. */
  readonly type: string | XmlElement | undefined;
}

/** What nothing is known of. */
export const ANYTHING: ContentModel = { children: undefined, isUnordered: true, attributes: undefined };
/** A text. */
const TEXT: ContentModel = { children: [], isUnordered: false, attributes: undefined };
const DEEPEST_DERIVATION = 20;

/** Elements and types of some schemas, blind to namespaces: what has the same name twice is taken for anything. */
export class SchemaModel {
  private readonly elements: ReadonlyMap<string, XmlElement | undefined>;
  private readonly types: ReadonlyMap<string, XmlElement | undefined>;
  private readonly groups: ReadonlyMap<string, XmlElement | undefined>;

  constructor(schemas: readonly XmlElement[]) {
    const all = schemas.flatMap((schema) => schema.children);
    this.elements = byName(all, 'element');
    this.types = byName(all, 'complexType', 'simpleType');
    this.groups = byName(all, 'group', 'attributeGroup');
  }

  get elementNames(): readonly string[] {
    return [...this.elements.keys()];
  }

  ofElement(name: string): ContentModel {
    const element = this.elements.get(name);
    return element ? this.ofType(typeOf(element)) : ANYTHING;
  }

  ofType(type: string | XmlElement | undefined, depth = 0): ContentModel {
    if (type === undefined || depth > DEEPEST_DERIVATION) return ANYTHING;
    if (typeof type !== 'string') return this.ofDefinition(type, depth);
    const known = this.types.get(type);
    if (known) return this.ofDefinition(known, depth);
    return !this.types.has(type) && type !== 'anyType' ? TEXT : ANYTHING;
  }

  private ofDefinition(definition: XmlElement, depth: number): ContentModel {
    if (definition.name === 'simpleType') return TEXT;
    const content = definition.children.find(({ name }) => name === 'complexContent' || name === 'simpleContent');
    const derivation = content?.children.find(({ name }) => name === 'extension' || name === 'restriction');
    if (!derivation) return this.ofParticles(definition);
    if (content?.name === 'simpleContent') return { ...TEXT, attributes: undefined };
    const own = this.ofParticles(derivation);
    if (derivation.name === 'restriction') return own.children?.length === 0 ? ANYTHING : own;
    const base = this.ofType(localName(derivation.attributes['base']), depth + 1);
    return joined(base, own);
  }

  private ofParticles(inside: XmlElement): ContentModel {
    const particle = inside.children.find(({ name }) => ['sequence', 'all', 'choice', 'group'].includes(name));
    const found = particle ? this.childrenOf(particle, true) : [];
    return { children: found, isUnordered: particle?.name === 'all' || repeats(particle), attributes: this.attributesOf(inside) };
  }

  /** Undefined where anything may stand. @param isRequired the particle itself has to be there. */
  private childrenOf(particle: XmlElement, isRequired: boolean): ChildModel[] | undefined {
    const needed = isRequired && particle.attributes['minOccurs'] !== '0' && particle.name !== 'choice';
    const found: ChildModel[] = [];
    for (const each of this.resolved(particle).children) {
      if (each.name === 'any') return undefined;
      if (each.name === 'element') found.push(childOf(each, needed, repeats(particle)));
      if (!['sequence', 'choice', 'all', 'group'].includes(each.name)) continue;
      const inner = this.childrenOf(each, needed);
      if (!inner) return undefined;
      found.push(...inner);
    }
    return found;
  }

  private resolved(particle: XmlElement): XmlElement {
    const ref = localName(particle.attributes['ref']);
    const group = particle.name === 'group' && ref !== undefined ? this.groups.get(ref) : undefined;
    return group ?? particle;
  }

  private attributesOf(inside: XmlElement): ContentModel['attributes'] {
    if (inside.children.some(({ name }) => name === 'anyAttribute' || name === 'attributeGroup')) return undefined;
    return children(inside, 'attribute').map(({ attributes }) => ({
      name: attributes['name'] ?? localName(attributes['ref']) ?? '',
      isRequired: attributes['use'] === 'required',
    }));
  }
}

export function localName(name: string | undefined): string | undefined {
  return name?.slice(name.indexOf(':') + 1);
}

export function typeOf(element: XmlElement): string | XmlElement | undefined {
  const inline = element.children.find(({ name }) => name === 'complexType' || name === 'simpleType');
  return inline ?? localName(element.attributes['type']);
}

function childOf(element: XmlElement, isRequired: boolean, inRepeating: boolean): ChildModel {
  const { name, ref, minOccurs, maxOccurs } = element.attributes;
  return {
    name: name ?? localName(ref) ?? '',
    isRequired: isRequired && minOccurs !== '0',
    mayRepeat: inRepeating || (maxOccurs !== undefined && maxOccurs !== '1' && maxOccurs !== '0'),
    type: ref === undefined ? typeOf(element) : undefined,
  };
}

function joined(base: ContentModel, own: ContentModel): ContentModel {
  return {
    children: base.children && own.children && [...base.children, ...own.children],
    isUnordered: base.isUnordered || own.isUnordered,
    attributes: base.attributes && own.attributes && [...base.attributes, ...own.attributes],
  };
}

function repeats(particle: XmlElement | undefined): boolean {
  const most = particle?.attributes['maxOccurs'];
  return most !== undefined && most !== '1';
}

/** Undefined for a name that means more than one thing. */
function byName(all: readonly XmlElement[], ...kinds: string[]): Map<string, XmlElement | undefined> {
  const found = new Map<string, XmlElement | undefined>();
  for (const each of all) {
    const name = kinds.includes(each.name) ? each.attributes['name'] : undefined;
    if (name !== undefined) found.set(name, found.has(name) ? undefined : each);
  }
  return found;
}
