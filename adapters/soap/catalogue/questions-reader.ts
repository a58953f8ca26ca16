import type { CallContext, DiscoveredAttribute } from '../../../src/adapter-kit/adapter.js';
import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import type { Datatype } from '../../../src/domain/service.js';
import { StepChain } from '../actions/step-chain.js';
import { type Answer, readersOf, readValues, within } from '../calls/answer.js';
import type { OperationRunner } from '../calls/operation-runner.js';
import { Condition, type Readable, ValueReader } from '../paths/value-reader.js';
import type { SoapReading } from '../settings/reading-settings.js';
import type { SoapQuestions } from '../settings/services-settings.js';
import type { SoapSettings } from '../soap.settings.js';

/** Reads the questions of a service. */
export class QuestionsReader {
  private readonly chain?: StepChain;
  private readonly list: ValueReader;
  private readonly definitions?: { readonly list: ValueReader; readonly code: ValueReader };
  private readonly readers: ReadonlyMap<string, ValueReader>;
  private readonly required?: readonly Condition[];
  private readonly choices?: { readonly list: ValueReader; readonly key: ValueReader; readonly name: ValueReader };

  /** @throws Error that names what in the settings can not work. */
  constructor(settings: SoapQuestions, { tables, ...rest }: SoapSettings, runner: OperationRunner) {
    const { steps, list, definitions, code, description, datatype, datatypeDescription, required, values } = settings;
    const read = (reading: SoapReading) => new ValueReader(reading, tables);
    this.chain = steps && new StepChain('services.attributes', steps, { tables, ...rest }, runner);
    this.list = read(list);
    this.definitions = definitions && { list: read(definitions.list), code: read(definitions.code) };
    const told = Object.entries({ code, description, datatype, datatypeDescription });
    this.readers = readersOf(Object.fromEntries(told.filter((entry): entry is [string, SoapReading] => !!entry[1])), tables);
    this.required = required?.map((each) => new Condition(each, tables));
    this.choices = values && { list: read(values.list), key: read(values.key), name: read(values.name ?? values.key) };
  }

  /** @throws AdapterError */
  async of(serviceCode: string, service: Readable, list: Answer, context: CallContext): Promise<DiscoveredAttribute[]> {
    const values = { service: { code: serviceCode }, idempotencyKey: context.idempotencyKey };
    const answer = this.chain ? (await this.chain.lastAnswer(values, context)).last : list;
    const defined = this.definitionsIn(answer);
    return this.list.elements(this.chain ? answer : service).map((element) => this.questionOf(element, defined, answer));
  }

  private definitionsIn(answer: Answer): ReadonlyMap<string | undefined, XmlElement> {
    const elements = this.definitions?.list.elements(answer) ?? [];
    return new Map(elements.map((element) => [this.definitions!.code.read(within(element, answer)), element]));
  }

  private questionOf(
    element: XmlElement,
    defined: ReadonlyMap<string | undefined, XmlElement>,
    answer: Answer,
  ): DiscoveredAttribute {
    const code = this.readers.get('code')!.read(within(element, answer)) ?? '';
    const definition = defined.get(code);
    const question = within(definition ? together(element, definition) : element, answer);
    const { description = code, datatype = 'string', datatypeDescription = '' } = readValues(this.readers, question);
    const values = this.choicesIn(question, answer);
    return {
      code,
      // Of a question that nothing describes the type is not known: the host says so of its service.
      datatype: (this.definitions && !definition ? '' : datatype) as Datatype,
      required: this.required?.every((condition) => condition.holds(question)) ?? false,
      description,
      datatypeDescription,
      ...(values.length > 0 && { values }),
    };
  }

  private choicesIn(question: Readable, answer: Answer): { key: string; name: string }[] {
    const elements = this.choices?.list.elements(question) ?? [];
    return elements.map((element) => {
      const choice = within(element, answer);
      const key = this.choices!.key.read(choice) ?? '';
      return { key, name: this.choices!.name.read(choice) ?? key };
    });
  }
}

/** A question as its service has it; what that does not say, as it is described. */
function together(own: XmlElement, definition: XmlElement): XmlElement {
  return {
    ...own,
    attributes: { ...definition.attributes, ...own.attributes },
    children: [...own.children, ...definition.children],
  };
}
