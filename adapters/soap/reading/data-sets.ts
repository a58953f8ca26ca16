import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { replacing } from './replacing.js';

const AS_IT_WAS = new Set(['before', 'errors']);

/**
 * A .NET DataSet as it is now: in a diffgram the rows as they were before, and those that were deleted, are gone, so that `//Table` finds each
 * row once.
 */
export function currentRows(body: XmlElement): XmlElement {
  return replacing(body, (element) =>
    element.name === 'diffgram'
      ? { ...element, children: element.children.filter(({ name }) => !AS_IT_WAS.has(name)).map(withoutDeleted) }
      : element,
  );
}

function withoutDeleted(dataSet: XmlElement): XmlElement {
  const children = dataSet.children.filter(({ attributes }) => attributes['hasChanges'] !== 'deleted');
  return children.length === dataSet.children.length ? dataSet : { ...dataSet, children };
}
