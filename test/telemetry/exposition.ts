export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly type: string;
  readonly help: string;
  readonly samples: Sample[];
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{((?:${LABEL},?)*)\\})? ([+-]?(?:Inf|NaN|[0-9.]+(?:e[+-]?[0-9]+)?))$`);
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];
const SUFFIXES: Readonly<Record<string, RegExp>> = { histogram: /_(bucket|sum|count)$/, summary: /_(sum|count)$/ };

/** Reads Prometheus' text format, version 0.0.4. @throws for whatever is not of it. */
export function parseExposition(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line must end with a line feed');
  const families = new Map<string, Family>();
  const helps = new Map<string, string>();
  const seen = new Set<string>();
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const [, word, name, rest] = line.match(/^# (HELP|TYPE) (\S+) (.*)$/) ?? [];
    if (word === 'HELP') helps.set(name!, rest!);
    else if (word === 'TYPE') addFamily(families, name!, rest!, helps);
    else addSample(families, line, seen);
  }
  return families;
}

function addFamily(families: Map<string, Family>, name: string, type: string, helps: Map<string, string>): void {
  if (!TYPES.includes(type)) throw new Error(`${name} is of no known type: ${type}`);
  if (families.has(name)) throw new Error(`${name} has its type twice`);
  families.set(name, { type, help: helps.get(name) ?? '', samples: [] });
}

function addSample(families: Map<string, Family>, line: string, seen: Set<string>): void {
  const [, name, labels = '', value] = line.match(SAMPLE) ?? [];
  if (!name) throw new Error(`not a sample: ${line}`);
  const series = `${name}{${labels}}`;
  if (seen.has(series)) throw new Error(`twice: ${series}`);
  seen.add(series);
  const family = [...families].find(([each, { type }]) => each === (SUFFIXES[type] ? name.replace(SUFFIXES[type], '') : name));
  if (!family) throw new Error(`${name} stands before its type`);
  const pairs = [...labels.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key!, text!]);
  family[1].samples.push({ name, labels: Object.fromEntries(pairs), value: Number(value!.replace('Inf', 'Infinity')) });
}

/** The value of one series; undefined when there is none. */
export function valueOf(families: Map<string, Family>, name: string, labels: Record<string, string> = {}): number | undefined {
  return families
    .get(name)
    ?.samples.find((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value))?.value;
}
