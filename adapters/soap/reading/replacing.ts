import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';

/** The tree, with each element as `change` makes it, before what is inside of it is looked at; what it leaves as it is stays the same object. */
export function replacing(root: XmlElement, change: (element: XmlElement) => XmlElement | undefined): XmlElement {
  let isSame = true;
  const children = root.children.flatMap((child) => {
    const changed = change(child);
    const whole = changed && replacing(changed, change);
    isSame &&= whole === child;
    return whole ?? [];
  });
  return isSame ? root : { ...root, children };
}

/** The tree, with some elements as `change` makes them; they are what it is asked for, and nothing inside of them. */
export function replacingOnly(
  root: XmlElement,
  chosen: ReadonlySet<XmlElement>,
  change: (element: XmlElement) => XmlElement,
): XmlElement {
  if (chosen.has(root)) return change(root);
  const children = root.children.map((child) => replacingOnly(child, chosen, change));
  return children.every((child, index) => child === root.children[index]) ? root : { ...root, children };
}
