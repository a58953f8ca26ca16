import type { AdapterLogger } from '../../../src/adapter-kit/adapter.js';
import { Charset } from '../../../src/adapter-kit/charset.js';
import { buildXml } from '../../../src/adapter-kit/xml/xml.js';
import { node, type XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';
import type { EmptyWord, RenderRules } from '../tree/element-template.js';
import { TreeTemplate } from '../tree/tree-template.js';
import type { EnvelopeVersion } from '../settings/message-settings.js';
import type { SoapOperation } from '../settings/operation-settings.js';
import type { Values } from '../settings/variables.js';
import type { SoapSettings } from '../soap.settings.js';
import { AddressingHeaders } from './addressing.js';
import type { MessageFacts } from './link.js';
import { SecurityHeader } from './security-header.js';

export const ENVELOPE_NAMESPACES: Readonly<Record<Exclude<EnvelopeVersion, 'none'>, string>> = {
  '1.1': 'http://schemas.xmlsoap.org/soap/envelope/',
  '1.2': 'http://www.w3.org/2003/05/soap-envelope',
};
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** The message of one operation. */
export class MessageWriter {
  private readonly body?: TreeTemplate;
  private readonly headers: readonly TreeTemplate[];
  private readonly security?: SecurityHeader;
  private readonly addressing?: AddressingHeaders;
  private readonly empty: EmptyWord;
  private readonly inCharset?: (text: string) => string;

  /** @throws TreeMistake */
  constructor(
    private readonly settings: SoapSettings,
    operation: SoapOperation,
  ) {
    this.body = operation.body === undefined ? undefined : new TreeTemplate(operation.body);
    this.headers = [settings.header, operation.header].flatMap((tree) => (tree === undefined ? [] : [new TreeTemplate(tree)]));
    this.security =
      settings.security && operation.security ? new SecurityHeader(settings.security, settings.envelope) : undefined;
    this.addressing = settings.addressing && new AddressingHeaders(settings.addressing, settings.envelope);
    this.empty = settings.empty;
    const { beyondCharset } = settings;
    if (beyondCharset === 'reference') return;
    const charset = new Charset(settings.charset);
    this.inCharset = (text) => charset.fit(text, beyondCharset);
  }

  /** The document as text. @throws TreeMistake, TemplateFailure, ExpressionFailure when the values do not fit. */
  async write(values: Values, facts: MessageFacts, logger: AdapterLogger): Promise<string> {
    const { charset, envelope } = this.settings;
    const onCut = (element: string, characters: number) =>
      logger.info({ element, characters }, 'the text was longer than the CRM takes and has been cut');
    const rules: RenderRules = { empty: this.empty, inCharset: this.inCharset, onCut };
    const body = (await this.body?.render(values, rules)) ?? [];
    if (envelope === 'none') return buildXml(this.rooted(body), { encoding: charset });
    const header: XmlNode[] = [];
    for (const tree of this.headers) header.push(...(await tree.render(values, rules)));
    header.push(...(this.addressing?.nodes(facts) ?? []), ...(this.security?.nodes(values) ?? []));
    const inside = [header.length > 0 ? node('soapenv:Header', header) : undefined, node('soapenv:Body', body)];
    const declared = { 'xmlns:soapenv': ENVELOPE_NAMESPACES[envelope], ...this.declarations() };
    return buildXml(node('soapenv:Envelope', inside, declared), { encoding: charset });
  }

  private rooted(body: readonly XmlNode[]): XmlNode {
    const [root] = body;
    if (!root || body.length > 1) throw new Error(`without an envelope the body has one root, not ${body.length}`);
    return { ...root, attributes: { ...this.declarations(), ...root.attributes } };
  }

  private declarations(): Record<string, string> {
    const usesXsi = [this.body, ...this.headers].some((tree) => tree?.usesXsi) || this.empty === 'nil';
    const given = { ...(usesXsi && { xsi: XSI }), ...this.settings.namespaces };
    return Object.fromEntries(Object.entries(given).map(([prefix, uri]) => [prefix === '' ? 'xmlns' : `xmlns:${prefix}`, uri]));
  }
}
