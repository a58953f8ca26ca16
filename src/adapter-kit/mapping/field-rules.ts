import { IsIn, IsNotEmpty, IsOptional, IsString, ValidateIf } from 'class-validator';
import type { AdapterLogger } from '../adapter.js';
import { TextTemplate } from '../liquid.js';
import { Description } from '../settings-shape.js';
import { formed, TextForm } from '../text-rule.js';
import { changedAt, extendedAt } from './json-places.js';

/** What a field of a JSON document takes, and where the rest of a longer text goes. */
export class FieldRule extends TextForm {
  @Description('Liquid, in the words that body knows: what it gives survives a cut, with all that stands behind it.')
  @IsOptional()
  @IsString()
  keep?: string;
  @Description(
    'What becomes of a longer text: cut, with marker at its end; refuse, which makes the report a dead letter; the rest to another field, or into a note on the case.',
  )
  @IsIn(['cut', 'refuse', 'field', 'note'])
  overflow: 'cut' | 'refuse' | 'field' | 'note' = 'cut';
  @Description('For overflow field: which one takes the rest, on a line of its own.')
  @ValidateIf(({ overflow }: FieldRule) => overflow === 'field')
  @IsString()
  @IsNotEmpty()
  field?: string;
}

export interface FittedDocument {
  readonly document: unknown;
  /** What had no room and is for a note; empty: nothing. */
  readonly forNote: string;
}

/** Brings the texts of a document to what its fields take. A field is named by its keys, such as `customer.name`; of a list each item is meant. */
export class FieldRules {
  private readonly inOrder: readonly (readonly [path: string, rule: FieldRule, keep: TextTemplate | undefined])[];

  /**
   * @param variables what `keep` may name. @param takesNotes there can be a note.
   * @throws Error that says what in the rules does not go together.
   */
  constructor(rules: Readonly<Record<string, FieldRule>>, variables: readonly string[], takesNotes: boolean) {
    const withNote = Object.keys(rules).find((path) => rules[path]!.overflow === 'note');
    if (withNote !== undefined && !takesNotes) throw new Error(`${withNote}: its rest can't go into a note here`);
    this.inOrder = sourcesFirst(rules).map((path) => {
      const rule = rules[path]!;
      return [path, rule, rule.keep === undefined ? undefined : new TextTemplate(rule.keep, { variables })];
    });
  }

  /** @param values what `keep` is made of. @throws RejectedError where a rule says to refuse. @throws TemplateFailure */
  fit(document: unknown, values: Readonly<Record<string, unknown>>, logger: AdapterLogger): FittedDocument {
    let fitted = document;
    const forNote: string[] = [];
    for (const [path, rule, keep] of this.inOrder) {
      const moved: string[] = [];
      const overflow = rule.overflow === 'refuse' ? 'refuse' : 'cut';
      fitted = changedAt(fitted, path, (given) => {
        const { text, rest } = formed(given, path, rule, overflow, logger, keepIn(given, keep?.render(values)));
        moved.push(rest);
        return text;
      });
      const rest = moved.filter((each) => each !== '').join('\n');
      if (rest === '' || rule.overflow === 'cut') continue;
      if (rule.overflow === 'field') fitted = extendedAt(fitted, rule.field!, rest);
      else forNote.push(rest);
    }
    return { document: fitted, forNote: forNote.join('\n') };
  }
}

/** Only what stands in the text: a field without it does not get it added. */
function keepIn(text: string, kept = ''): string {
  return text.includes(kept) ? kept : '';
}

/** A field that takes the rest of another is looked at after it. @throws Error where fields pass their rest round. */
function sourcesFirst(rules: Readonly<Record<string, FieldRule>>): string[] {
  const paths = Object.keys(rules);
  const ordered = new Set<string>();
  const visit = (path: string, from: readonly string[]): void => {
    if (from.includes(path)) throw new Error([...from.slice(from.indexOf(path)), path].reverse().join(' passes its rest to '));
    for (const source of paths)
      if (rules[source]!.overflow === 'field' && rules[source]!.field === path) visit(source, [...from, path]);
    ordered.add(path);
  };
  for (const path of paths) visit(path, []);
  return [...ordered];
}
