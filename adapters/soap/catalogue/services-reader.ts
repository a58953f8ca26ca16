import type { CallContext, DiscoveredService } from '../../../src/adapter-kit/adapter.js';
import { StepChain } from '../actions/step-chain.js';
import { type Answer, readersOf, readValues, within } from '../calls/answer.js';
import type { OperationRunner } from '../calls/operation-runner.js';
import { type Readable, ValueReader } from '../paths/value-reader.js';
import { Pages } from '../polling/pages.js';
import { NOWHERE, type PollState } from '../polling/poll-state.js';
import type { SoapReading } from '../settings/reading-settings.js';
import type { SoapServices } from '../settings/services-settings.js';
import type { SoapSettings } from '../soap.settings.js';
import { QuestionsReader } from './questions-reader.js';

/** A service's element, in the group it stands in. */
interface Row {
  readonly element: Readable;
  readonly group?: string;
}

/** Reads what kinds of case there are, to the end of the list. */
export class ServicesReader {
  private readonly chain: StepChain;
  private readonly later: StepChain;
  private readonly pages?: Pages;
  private readonly list: ValueReader;
  private readonly groups?: { readonly list: ValueReader; readonly name: ValueReader };
  private readonly keywords?: ValueReader;
  private readonly readers: ReadonlyMap<string, ValueReader>;
  private readonly questions?: QuestionsReader;

  /** @throws Error that names what in the settings can not work. */
  constructor(services: SoapServices, settings: SoapSettings, runner: OperationRunner) {
    const { steps, pages, list, groups, code, name, group, description, keywords, attributes } = services;
    const read = (reading: SoapReading) => new ValueReader(reading, settings.tables);
    this.chain = new StepChain('services', steps, settings, runner);
    this.later = pages?.steps ? new StepChain('services.pages', pages.steps, settings, runner) : this.chain;
    this.pages = pages && new Pages('services.pages', pages, settings.tables);
    this.list = read(list);
    this.groups = groups && { list: read(groups.list), name: read(groups.name) };
    this.keywords = keywords && read(keywords);
    const told = Object.entries({ code, name, group, description }).filter((entry): entry is [string, SoapReading] => !!entry[1]);
    this.readers = readersOf(Object.fromEntries(told), settings.tables);
    this.questions = attributes && new QuestionsReader(attributes, settings, runner);
  }

  /** @throws AdapterError, also when a part of the list does not come. */
  async all(context: CallContext): Promise<DiscoveredService[]> {
    const services: DiscoveredService[] = [];
    let state: PollState | undefined = { ...NOWHERE, page: this.pages?.first ?? '' };
    while (state) {
      const chain: StepChain = state.pages > 0 ? this.later : this.chain;
      const { last } = await chain.lastAnswer({ page: state.page, idempotencyKey: context.idempotencyKey }, context);
      const rows = this.rowsIn(last);
      for (const row of rows) services.push(await this.serviceOf(row, last, context));
      state = this.pages?.after(state, last, rows.length);
    }
    return services;
  }

  private rowsIn(answer: Answer): Row[] {
    const rows = (place: Readable) => this.list.elements(place).map((element) => ({ element: within(element, answer) }));
    if (!this.groups) return rows(answer);
    return this.groups.list.elements(answer).flatMap((element) => {
      const place = within(element, answer);
      const group = this.groups!.name.read(place);
      return rows(place).map((row) => ({ ...row, ...(group !== undefined && { group }) }));
    });
  }

  /** What can't be used of it the host tells of: it is not left out here. */
  private async serviceOf(row: Row, answer: Answer, context: CallContext): Promise<DiscoveredService> {
    const { code = '', name = code, group = row.group, description } = readValues(this.readers, row.element);
    return {
      code,
      name,
      ...(group !== undefined && { group }),
      ...(description !== undefined && { description }),
      keywords: this.keywords?.readAll(row.element) ?? [],
      attributes: (await this.questions?.of(code, row.element, answer, context)) ?? [],
    };
  }
}
