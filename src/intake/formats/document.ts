/** What an answer holds, before it is XML or JSON; both are rendered from it (MAP-6). A container's children have a name only in XML. */
export type Value = string | number | boolean | null | Value[] | { readonly [key: string]: Value };

/** Empty in XML is null or `""` in JSON as the document says (MAP-3, MAP-5). */
export interface Document {
  /** Name of the XML root, which JSON doesn't show (MAP-1). */
  readonly root: string;
  readonly body: Value;
}

/** The name of the items of each container (MAP-2). */
const ITEM_NAMES: Readonly<Record<string, string>> = {
  services: 'service',
  service_requests: 'request',
  service_request_updates: 'request_update',
  media_url: 'media_url',
  errors: 'error',
  attributes: 'attribute',
  values: 'value',
  endpoints: 'endpoint',
  formats: 'format',
  groups: 'group',
  media_urls: 'media_url',
  notes: 'note',
};

export function itemName(container: string): string {
  const name = ITEM_NAMES[container];
  if (!name) throw new Error(`no item name for ${container}`);
  return name;
}

const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Surrogate}]/gu;

/** Takes out what XML 1.0 forbids, from both formats alike (ENC-5), and makes every line break LF (ENC-6). */
export function cleanText(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(FORBIDDEN, '');
}
