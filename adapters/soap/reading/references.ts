import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { XmlError } from '../../../src/adapter-kit/xml/xml-error.js';

/** Elements of the tree with everything that is referred to in its place: shared in memory, but not for who walks through it. */
const ELEMENTS_AT_MOST = 200_000;

/**
 * A body as SOAP encoding means it: an element with `href="#id"` (1.1, section 5) or `ref="id"` (1.2) stands for the element with that `id`.
 * Those at the top that are referred to are taken out, so that nothing is found twice.
 * @throws XmlError for a circle, and for what would grow beyond all measure.
 */
export function withReferences(body: XmlElement): XmlElement {
  return new References(body).resolve();
}

class References {
  private readonly targets = new Map<string, XmlElement>();
  private readonly done = new Map<XmlElement, { readonly element: XmlElement; readonly size: number }>();
  private readonly open = new Set<XmlElement>();
  private readonly used = new Set<XmlElement>();

  constructor(private readonly body: XmlElement) {
    this.collect(body);
  }

  resolve(): XmlElement {
    const { element } = this.follow(this.body);
    const kept = this.body.children.map((child, index) => index === 0 || !this.used.has(child));
    return { ...element, children: element.children.filter((_child, index) => kept[index]) };
  }

  private collect(element: XmlElement): void {
    const { id } = element.attributes;
    if (id !== undefined && !this.targets.has(id)) this.targets.set(id, element);
    element.children.forEach((child) => this.collect(child));
  }

  private follow(element: XmlElement): { element: XmlElement; size: number } {
    const known = this.done.get(element);
    if (known) return known;
    if (this.open.has(element)) throw new XmlError('references in a circle');
    this.open.add(element);
    const result = this.followed(element);
    this.open.delete(element);
    if (result.size > ELEMENTS_AT_MOST) throw new XmlError(`references make more than ${ELEMENTS_AT_MOST} elements`);
    this.done.set(element, result);
    return result;
  }

  private followed(element: XmlElement): { element: XmlElement; size: number } {
    const target = this.targetOf(element);
    if (target) {
      this.used.add(target);
      const { element: meant, size } = this.follow(target);
      return { element: { ...meant, name: element.name }, size };
    }
    const inside = element.children.map((child) => this.follow(child));
    const size = inside.reduce((sum, each) => sum + each.size, 1);
    return { element: { ...element, children: inside.map((each) => each.element) }, size };
  }

  private targetOf({ attributes, children, text }: XmlElement): XmlElement | undefined {
    const { href, ref } = attributes;
    const id = href?.startsWith('#') ? href.slice(1) : ref?.replace(/^#/, '');
    return id === undefined || children.length > 0 || text.trim() !== '' ? undefined : this.targets.get(id);
  }
}
