import { child, children, textOf, type XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { node, type XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';
import type { CaseBook } from './case-book.js';
import { eformsIn, type LedgerEform, toEformData } from './eform-records.js';
import { ERROR_CODES, FlException } from './fl-answers.js';
import type { OperationTable } from './operation.js';

/** Attaches eforms to cases and fills them in. */
export class EformOperations {
  /** @param forms by definition, the form in it; absent: any definition, with a form of any name. */
  constructor(
    private readonly cases: CaseBook,
    private readonly forms: Readonly<Record<string, string>> | undefined,
  ) {}

  readonly table: OperationTable = {
    addCaseEform: (request) => this.attach(request),
    writeCaseEformData: (request) => this.fill(request),
    readCaseEformData: (request) => node('flt:FLEformData', toEformData(textOf(request, 'CaseReference')!, this.need(request))),
  };

  private attach(request: XmlElement): XmlNode {
    const { ref, fields } = this.cases.need(textOf(request, 'CaseReference')!);
    const definition = textOf(request, 'EformName') ?? '';
    const name = this.forms ? this.forms[definition] : definition;
    if (name === undefined) throw new FlException(`There is no eform definition ${definition}`, ERROR_CODES.noEform);
    const now = new Date().toISOString();
    const eform: LedgerEform = { definition, name, created: now, lastModified: now, fields: {} };
    this.cases.change(ref, { fields: { ...fields, Eforms: [...eformsIn(fields), eform] } });
    return node('flt:FWTCaseEformNewResponse', 0);
  }

  private fill(request: XmlElement): XmlNode {
    const instance = child(request, 'CaseEformInstance')!;
    const { ref, fields } = this.cases.need(textOf(instance, 'CaseReference')!);
    const eform = this.need(instance);
    const sent = children(child(request, 'EformData'), 'EformFields').map(
      (each) => [(textOf(each, 'FieldName') ?? '').toLowerCase(), child(each, 'FieldValue')?.text ?? ''] as const,
    );
    const filled: LedgerEform = {
      ...eform,
      name: this.forms ? eform.name : (textOf(instance, 'EformName') ?? eform.name),
      version: textOf(instance, 'ContentRepositoryVersion'),
      lastModified: new Date().toISOString(),
      fields: { ...eform.fields, ...Object.fromEntries(sent) },
    };
    const others = eformsIn(fields).map((each) => (each === eform ? filled : each));
    this.cases.change(ref, { fields: { ...fields, Eforms: others } });
    return node('flt:FLEformFieldsResponse', 0);
  }

  /** @throws FlException unless the case has that eform: writing does not attach. */
  private need(instance: XmlElement): LedgerEform {
    const { ref, fields } = this.cases.need(textOf(instance, 'CaseReference')!);
    const name = textOf(instance, 'EformName') ?? '';
    const eforms = eformsIn(fields);
    const found = eforms.find((each) => each.name === name) ?? (this.forms ? undefined : eforms[0]);
    if (!found) throw new FlException(`Case ${ref} has no eform ${name}`, ERROR_CODES.noEform);
    return found;
  }
}
