/** A text that is not XML, or not XML that we read: a document type, too large, too deep. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
}
