import { Redactor } from '../adapter-kit/redactor.js';
import type { KeyPath, Mistake } from './mistake.js';
import { isMapping } from './plain.js';
import type { Problem } from './problem.js';
import { resolveReferences } from './references.js';
import { YamlFile } from './yaml-file.js';

/** One configuration file with its references resolved. */
export class Source {
  private constructor(
    private readonly yaml: YamlFile,
    /** Undefined when the file cannot be used at all. */
    readonly value: Readonly<Record<string, unknown>> | undefined,
    private readonly secrets: readonly { readonly path: KeyPath; readonly value: string }[],
    /** What is wrong with the file before anyone asks what it means. */
    readonly mistakes: readonly Mistake[],
    private readonly unresolved: ReadonlySet<string>,
  ) {}

  static async read(path: string, env: NodeJS.ProcessEnv): Promise<Source> {
    const yaml = await YamlFile.read(path).catch((error: NodeJS.ErrnoException) => error);
    if (!(yaml instanceof YamlFile)) return Source.unreadable(path, yaml);
    if (yaml.value === undefined) return new Source(yaml, undefined, [], yaml.mistakes, new Set());
    if (!isMapping(yaml.value))
      return new Source(yaml, undefined, [], [...yaml.mistakes, yaml.mistake([], 'must be a mapping')], new Set());
    const { value, secrets, problems } = resolveReferences(yaml.value, path, env);
    const mistakes = [...yaml.mistakes, ...problems.map((each) => yaml.mistake(each.path, each.reason))];
    return new Source(
      yaml,
      value as Record<string, unknown>,
      secrets,
      mistakes,
      new Set(problems.map((each) => JSON.stringify(each.path))),
    );
  }

  private static unreadable(path: string, { code }: NodeJS.ErrnoException): Source {
    const yaml = YamlFile.parse(path, '');
    return new Source(yaml, undefined, [], [yaml.mistake([], `cannot be read (${code})`)], new Set());
  }

  has(path: KeyPath): boolean {
    return this.yaml.has(path);
  }

  /**
   * Says nothing of values whose reference leads nowhere: that is told already, and what they would have been isn't known. What
   * came from a reference is masked.
   */
  mistakesOf(problems: readonly Problem[]): Mistake[] {
    const redactor = new Redactor(this.secrets.map(({ value }) => value));
    return problems
      .filter(({ path }) => !this.unresolved.has(JSON.stringify(path)))
      .map(({ path, reason, suggestion }) => this.yaml.mistake(path, redactor.redact(reason), suggestion));
  }

  /** Values that came from references below a place. */
  secretsBelow(above: KeyPath): string[] {
    return [
      ...new Set(this.secrets.filter(({ path }) => above.every((key, index) => path[index] === key)).map(({ value }) => value)),
    ];
  }
}
