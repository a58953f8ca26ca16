/** The kinds of CRM there are, as far as settings need to know them. */
export interface AdapterCatalogue {
  types(): string[];
  /** Undefined for a type that isn't among `types()`. */
  settingsClassOf(type: string): (new () => object) | undefined;
}
