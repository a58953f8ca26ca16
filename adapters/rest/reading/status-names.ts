import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { MisconfiguredError } from '../../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import { listOf, toText } from '../rest.mapping.js';
import type { RestParts } from '../rest.parts.js';
import type { RestStatusNames } from '../settings/status-names-settings.js';
import { Asker } from './asker.js';

interface Known {
  readonly names: ReadonlyMap<string, string>;
  readonly ids: Readonly<Record<string, string>>;
}

/** What statuses are called here. Asked of the CRM, and kept for a number of uses: this adapter has no clock. */
export class StatusNames {
  private readonly asker: Asker;
  private readonly list: MappingExpression;
  private readonly id: MappingExpression;
  private readonly name: MappingExpression;
  private known?: Known;
  private uses = 0;
  /** Ids that the CRM itself has no name for: asked about once, not with every case that has one. */
  private readonly nameless = new Set<string>();

  constructor(
    private readonly settings: RestStatusNames,
    parts: RestParts,
  ) {
    this.asker = new Asker('statusNames', settings, parts);
    this.list = new MappingExpression(settings.list);
    this.id = new MappingExpression(settings.id);
    this.name = new MappingExpression(settings.name);
  }

  /** The id itself where the CRM has no name for it: it goes on the list of unmapped words. @throws AdapterError */
  async nameOf(id: string, context: CallContext): Promise<string> {
    const { names } = await this.current(context);
    const name = names.get(id);
    if (name !== undefined || this.nameless.has(id)) return name ?? id;
    const again = (await this.load(context)).names.get(id);
    if (again === undefined) this.nameless.add(id);
    return again ?? id;
  }

  /** Ids by name. @throws AdapterError */
  async ids(context: CallContext): Promise<Readonly<Record<string, string>>> {
    return (await this.current(context)).ids;
  }

  /** Asks anew. @throws AdapterError */
  async load(context: CallContext): Promise<Known> {
    try {
      this.known = await this.ask(context);
    } catch (error) {
      if (error instanceof MappingMistake || (error as Error).name === 'ExpressionFailure')
        throw new MisconfiguredError(`"statusNames" does not fit the CRM: ${(error as Error).message}`, { cause: error });
      throw error;
    }
    this.uses = 1;
    this.nameless.clear();
    return this.known;
  }

  private async current(context: CallContext): Promise<Known> {
    this.uses += 1;
    return this.known && this.uses <= this.settings.uses ? this.known : this.load(context);
  }

  private async ask(context: CallContext): Promise<Known> {
    const told = await this.asker.ask({}, context);
    const list = told.is === 'answered' ? await listOf(this.list, told.answer) : undefined;
    if (!list?.length) throw new MappingMistake('statusNames.list finds no statuses');
    const names = new Map<string, string>();
    for (const each of list) {
      const [id, name] = [toText(await this.id.evaluate(each)), toText(await this.name.evaluate(each))];
      if (id !== undefined && name !== undefined) names.set(id, name);
    }
    if (names.size === 0) throw new MappingMistake('no status has both an id and a name');
    return { names, ids: Object.fromEntries([...names].map(([id, name]) => [name, id])) };
  }
}

class MappingMistake extends Error {}
