import { describeFile, type Ledger, type LedgerCase } from '../../../../src/adapter-kit/emulator/ledger.js';
import { child, children, textOf, type XmlElement } from '../../../../src/adapter-kit/xml/xml-element.js';
import { node, optional, type XmlNode } from '../../../../src/adapter-kit/xml/xml-node.js';

const FIRST_FORM = 2001;
const FIRST_CASE = 101_000_002_001;
const SUCCESS = node('d:status', 'success');

/** The reference of the case that a form made. */
export function caseOf({ ref }: LedgerCase): string {
  return String(FIRST_CASE + Number(ref.replace(/^FS-/, '')) - FIRST_FORM);
}

/** What each operation does. Requests are valid when they get here; whether all went well stands in the answer's `status`. */
export class Forms {
  constructor(private readonly ledger: Ledger) {}

  run(request: XmlElement): XmlNode {
    const operation = request.name.replace(/Request$/, '');
    return node(`d:${operation}Response`, this.answerTo(operation, request));
  }

  private answerTo(operation: string, request: XmlElement): (XmlNode | undefined)[] {
    if (operation === 'Create') return this.create(request);
    const found = this.ledger.get(textOf(request, 'ref') ?? '');
    if (!found) return [node('d:status', 'Form not found')];
    if (operation === 'Get') return shown(found);
    if (operation === 'Update') this.update(found, request);
    else this.attach(found, request);
    return [SUCCESS];
  }

  private create(request: XmlElement): XmlNode[] {
    const fields = { name: textOf(request, 'name'), complete: textOf(request, 'complete') ?? 'N', data: dataIn(request) };
    const { ref } = this.ledger.create((number) => `FS-${FIRST_FORM - 1 + number}`, fields);
    return [SUCCESS, node('d:ref', ref)];
  }

  private update({ ref, fields }: LedgerCase, request: XmlElement): void {
    const before = textOf(request, 'dataupdate') === 'merge' ? (fields['data'] as object) : {};
    const complete = textOf(request, 'complete') ?? fields['complete'];
    this.ledger.change(ref, { fields: { ...fields, complete, data: { ...before, ...dataIn(request) } } });
  }

  private attach({ ref }: LedgerCase, request: XmlElement): void {
    const bytes = Buffer.from(textOf(request, 'file') ?? '', 'base64');
    this.ledger.addFile(ref, describeFile(textOf(request, 'filename') ?? '', textOf(request, 'mimetype') ?? '', bytes));
  }
}

/** By field name; what has several values is a list. */
function dataIn(request: XmlElement): Record<string, unknown> {
  const fields = children(child(request, 'data', 'form-data'), 'field');
  return Object.fromEntries(
    fields.map((field) => {
      const several = child(field, 'values');
      const value = several ? children(several, 'value').map(({ text }) => text) : child(field, 'value')?.text;
      return [textOf(field, 'name') ?? '', value];
    }),
  );
}

function shown(entry: LedgerCase): (XmlNode | undefined)[] {
  const { ref, fields, files } = entry;
  const complete = fields['complete'] === 'Y';
  return [
    SUCCESS,
    node('d:ref', ref),
    optional('d:name', fields['name'] as string | undefined),
    complete ? node('d:caseid', caseOf(entry)) : undefined,
    node('d:complete', complete ? 'Y' : 'N'),
    node(
      'd:files',
      files.map(({ name }) => node('d:file', [node('d:filename', name)])),
    ),
  ];
}
