import { Command, InvalidArgumentError, Option } from 'commander';
import { actorOf } from '../deliveries/operator.js';
import { momentOf } from '../deliveries/moments.js';
import { wholeUpTo } from '../whole-number.js';

export interface ImportOptions {
  readonly from?: string;
  readonly csv?: string;
  readonly jurisdiction?: string;
  readonly name?: string;
  readonly map?: string;
  readonly column?: Readonly<Record<string, string>>;
  readonly attribute?: Readonly<Record<string, string>>;
  readonly service?: Readonly<Record<string, string>>;
  readonly status?: Readonly<Record<string, string>>;
  readonly date?: string;
  readonly timeZone?: string;
  readonly unknownService?: 'keep' | 'refuse';
  readonly ids: 'keep' | 'new';
  readonly connection?: string;
  readonly pictures: boolean;
  readonly dryRun: boolean;
  readonly restart: boolean;
  readonly bad?: string;
  readonly as?: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly days: number;
  readonly format: 'json' | 'xml';
  readonly theirJurisdiction?: string;
  readonly key?: string;
  readonly rate: number;
  readonly pageSize: number;
}

/** The command with its options, without what it does. */
export function importOptions(): Command {
  const pairs = (flag: string, words: string) => new Option(flag, words).argParser(pair);
  return new Command('import')
    .description('take over the history of another system: its requests become public here, and nothing of them is sent to a CRM')
    .option('--from <url>', 'an existing GeoReport server, such as https://311.example.gov/open311/v2')
    .option('--csv <file>', 'a CSV file with the names of its columns in the first line, plain or gzipped')
    .option('--jurisdiction <id>', 'the city that gets them; not needed where there is only one')
    .option(
      '--name <name>',
      'what this source is called: with the id there it makes a request known; the address, or csv, by default',
    )
    .option('--map <file>', 'YAML file that says how the source reads (docs/importing.md)')
    .addOption(pairs('--column <field=column...>', 'CSV: which column a GeoReport field is'))
    .addOption(pairs('--attribute <code=column...>', 'attribute code here: its column, or its code there'))
    .addOption(pairs('--service <theirs=ours...>', 'service code or name there: service code here'))
    .addOption(pairs('--status <theirs=ours...>', 'status there: open, closed, or a detailed state such as fixed'))
    .option('--date <pattern>', 'how dates are written, such as "MM/dd/yyyy hh:mm:ss a"; ISO 8601 by default')
    .option('--time-zone <zone>', "of dates without one; the city's by default")
    .addOption(
      new Option('--unknown-service <what>', 'of a service not offered here: keep it, or refuse the request').choices([
        'keep',
        'refuse',
      ]),
    )
    .addOption(new Option('--ids <which>', 'keep the ids of there, or give new numbers').choices(['keep', 'new']).default('keep'))
    .option('--connection <name>', 'case_ref names cases of this connection: they are followed as our own')
    .option('--pictures', 'fetch the pictures of media_url and keep them here', false)
    .option('--dry-run', 'only say what would be done', false)
    .option('--restart', 'from the start, also where a run was cut off', false)
    .option('--bad <file>', 'write every record that was refused into this CSV file')
    .option('--since <date>', 'with --from: requests filed since then', momentOf)
    .option('--until <date>', 'with --from: and until then; now by default', momentOf)
    .option('--days <number>', 'with --from: days asked for at once', wholeUpTo(90), 7)
    .addOption(new Option('--format <format>', 'with --from').choices(['json', 'xml']).default('json'))
    .option('--their-jurisdiction <id>', 'with --from: jurisdiction_id to send')
    .option('--key <key>', 'with --from: api_key to send')
    .option('--rate <number>', 'with --from: calls a second at most', rate, 2)
    .option('--page-size <number>', 'with --from: requests asked for in one page', wholeUpTo(1000), 100)
    .option('--as <name>', 'who does it, for the audit; the user of this machine by default');
}

/** @throws Error when options are missing or don't go together. */
export function checkOptions(options: ImportOptions): void {
  actorOf(options);
  if ((options.from === undefined) === (options.csv === undefined)) throw new Error('say --from URL or --csv FILE, one of them');
  if (options.from !== undefined && !/^https?:\/\/[^\s?#]+$/.test(options.from))
    throw new Error('--from must be an http or https address without a query, such as https://311.example.gov/open311/v2');
  if (options.from !== undefined && options.since === undefined)
    throw new Error('--since is missing: the day from which on the other server has requests, such as --since 2015-01-01');
}

function pair(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1) throw new InvalidArgumentError('two names with = between them.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

function rate(text: string): number {
  const number = Number(text);
  if (!(number > 0 && number <= 1000)) throw new InvalidArgumentError('a number above 0, at most 1000.');
  return number;
}
