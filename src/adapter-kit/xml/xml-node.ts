import { XmlError } from './xml-error.js';

/** An element to be written. Names carry their prefix; whoever uses one declares it as an attribute, `xmlns:flt`. */
export interface XmlNode {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: string | readonly XmlNode[];
  /** The text is written as a CDATA section. */
  readonly cdata?: boolean;
}

export type XmlValue = string | number | boolean;

const NAME = /^[\p{L}_][\p{L}\p{N}_.-]*(:[\p{L}_][\p{L}\p{N}_.-]*)?$/u;

/**
 * @param content a value, or children in their order; undefined children are left out.
 * @throws XmlError for a name that XML does not allow.
 */
export function node(
  name: string,
  content: XmlValue | readonly (XmlNode | undefined)[] = [],
  attributes: XmlNode['attributes'] = {},
): XmlNode {
  const bad = [name, ...Object.keys(attributes)].find((each) => !NAME.test(each));
  if (bad !== undefined) throw new XmlError(`not a name: ${bad}`);
  return {
    name,
    attributes,
    content: typeof content === 'object' ? content.filter((child) => child !== undefined) : String(content),
  };
}

/** The element, unless there is no value for it. */
export function optional(name: string, content: XmlValue | readonly (XmlNode | undefined)[] | undefined): XmlNode | undefined {
  return content === undefined ? undefined : node(name, content);
}
