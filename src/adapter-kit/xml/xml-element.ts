/**
 * An element as it was read: names without prefixes, namespaces forgotten, attribute values and texts as they stand.
 * Missing is undefined, nil is `isNil`, empty has neither text nor children.
 */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** All text directly inside, joined. */
  readonly text: string;
  readonly children: readonly XmlElement[];
  /** `xsi:nil`. */
  readonly isNil: boolean;
}

export function children(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((each) => each.name === name) ?? [];
}

/** The first of that name, down the path. */
export function child(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((inside, name) => inside?.children.find((each) => each.name === name), element);
}

/** What an element says, without surrounding blanks; undefined when it is missing, nil or empty. */
export function textOf(element: XmlElement | undefined, ...path: readonly string[]): string | undefined {
  const found = child(element, ...path);
  return found && !found.isNil ? found.text.trim() || undefined : undefined;
}

export function isEmpty(element: XmlElement): boolean {
  return element.children.length === 0 && element.text.trim() === '';
}
