import { IsString, ValidateBy, type ValidationArguments } from 'class-validator';
import { Liquid, type Template } from 'liquidjs';
import { RecordOf } from './settings-shape.js';

/** A template that can't be parsed, names what isn't there, or ran into a limit. Its text may be shown to an operator. */
export class TemplateFailure extends Error {
  override readonly name = 'TemplateFailure';
}

export interface TextTemplateOptions {
  /** How every printed value is made safe for where it goes. `{{ value | raw }}` goes round it. Default: as it is. */
  readonly escape?: 'html' | ((value: unknown) => string);
  /** The names a template may use; absent: any. */
  readonly variables?: readonly string[];
}

/** Characters of a template, and of what it renders. */
export const TEMPLATE_LIMIT = 100_000;
export const RENDERED_LIMIT = 1_000_000;
/** Nothing else goes on meanwhile: rendering is on the main thread (ADR 22). A text takes well under a millisecond. */
const RENDER_LIMIT_MS = 1_000;
/** A machine that stands still lets the time go by without the template: a rendering that hardly worked meanwhile is begun again, so often. */
const TRIES = 5;
/** Items and characters a single rendering may create on its way: what one filter does between two looks at the clock hangs on it. */
const MEMORY_LIMIT = 3_000_000;

/** A Liquid template, parsed once, rendered within limits of time and size. Knows no files, so it includes none. */
export class TextTemplate {
  private readonly engine: Liquid;
  private readonly parsed: Template[];

  /** @throws TemplateFailure when it can't be parsed, or names an unknown filter or variable. */
  constructor(
    readonly source: string,
    { escape, variables }: TextTemplateOptions = {},
  ) {
    this.engine = engineFor(escape);
    this.parsed = attempt(source, () => this.engine.parse(source));
    if (variables) this.refuseUnknown(variables);
  }

  /** Values absent or null render as nothing. @throws TemplateFailure at a limit or on a value the template can't work with. */
  render(values: Readonly<Record<string, unknown>>): string {
    const text = attempt(this.source, () => unlessStoodStill(() => String(this.engine.renderSync(this.parsed, values))));
    if (text.length > RENDERED_LIMIT)
      throw new TemplateFailure(`renders more than ${RENDERED_LIMIT} characters: ${shortened(this.source)}`);
    return text;
  }

  private refuseUnknown(variables: readonly string[]): void {
    const unknown = this.engine.globalVariablesSync(this.parsed).filter((name) => !variables.includes(name));
    if (unknown.length === 0) return;
    throw new TemplateFailure(`unknown variable ${unknown.join(', ')}; there are ${variables.join(', ')}`);
  }
}

/** Settings decorator: the text is a template that parses and uses known variables only. */
export function IsLiquidTemplate(variables: readonly string[]): PropertyDecorator {
  return checked('isLiquidTemplate', IsString(), (value) => templateMistake(value, variables));
}

/** Settings decorator: a mapping whose values are such templates. */
export function IsLiquidRecord(variables: readonly string[]): PropertyDecorator {
  return checked(
    'isLiquidRecord',
    RecordOf(() => String),
    (value) => {
      const entries = Object.entries((value ?? {}) as object);
      return entries.flatMap(([key, item]) => templateMistake(item, variables)?.replace(/^/, `${key}: `) ?? [])[0];
    },
  );
}

function checked(name: string, type: PropertyDecorator, mistake: (value: unknown) => string | undefined): PropertyDecorator {
  const validator = {
    validate: (value: unknown) => mistake(value) === undefined,
    defaultMessage: (given?: ValidationArguments) => `${given?.property} must be Liquid: ${mistake(given?.value)}`,
  };
  const check = ValidateBy({ name, validator });
  return (target, property) => [type, check].forEach((decorate) => decorate(target, property));
}

/** Why a value is no template that uses only these variables; undefined when it is one. */
export function templateMistake(value: unknown, variables: readonly string[]): string | undefined {
  if (typeof value !== 'string') return 'it is no text';
  try {
    new TextTemplate(value, { variables });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** One for each way of escaping: templates share nothing but their engine's filters and tags, which take a while to set up. */
const engines = new Map<TextTemplateOptions['escape'], Liquid>();

function engineFor(escape: TextTemplateOptions['escape']): Liquid {
  const engine = engines.get(escape) ?? newEngine(escape);
  engines.set(escape, engine);
  return engine;
}

function newEngine(escape: TextTemplateOptions['escape']): Liquid {
  return new Liquid({
    strictFilters: true,
    ownPropertyOnly: true,
    outputEscape: escape === 'html' ? 'escape' : escape,
    templates: {},
    parseLimit: TEMPLATE_LIMIT,
    renderLimit: RENDER_LIMIT_MS,
    memoryLimit: MEMORY_LIMIT,
  });
}

function attempt<T>(source: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const [firstLine] = (error as Error).message.split('\n');
    throw new TemplateFailure(`${firstLine} in ${shortened(source)}`, { cause: error });
  }
}

/** Calls again what failed when its time was over and the processor had hardly been asked for any of it. */
function unlessStoodStill<T>(act: () => T, tries = TRIES): T {
  const [started, worked] = [performance.now(), process.cpuUsage()];
  try {
    return act();
  } catch (error) {
    const { user, system } = process.cpuUsage(worked);
    const stoodStill = performance.now() - started > RENDER_LIMIT_MS && (user + system) / 1_000 < RENDER_LIMIT_MS / 2;
    if (stoodStill && tries > 1) return unlessStoodStill(act, tries - 1);
    throw error;
  }
}

function shortened(source: string): string {
  return JSON.stringify(source.length > 80 ? `${source.slice(0, 80)}...` : source);
}
