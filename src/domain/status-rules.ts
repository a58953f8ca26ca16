import { Pattern } from './pattern.js';
import type { DetailedStatus, RequestStatus } from './service-request.js';

/** How a rule looks at one of the CRM's words. All three ignore case and surrounding blanks. */
export type TextMatch =
  | { readonly exact: string }
  | { readonly prefix: string }
  /** A regular expression as `Pattern` takes it, matched anywhere in the text. */
  | { readonly pattern: string };

/** First rule that matches wins; a rule without `reason` takes any reason. */
export interface StatusRule {
  readonly when: { readonly status?: TextMatch; readonly reason?: TextMatch };
  readonly status: RequestStatus;
  readonly detail?: DetailedStatus;
  /** Liquid template of the public `status_notes`; may use `status`, `reason` and `text`. Default: the CRM's public text, else its reason. */
  readonly notes?: string;
  /** Id of the connection that has the report from then on. */
  readonly transferTo?: string;
}

/** Made ready once for each rule: a round of changes asks it thousands of times. */
const PATTERNS = new WeakMap<TextMatch, Pattern>();

/** The rule that speaks for a CRM's words; undefined when none does, and then the request stays as it is. */
export function ruleFor(rules: readonly StatusRule[], words: { status: string; reason?: string }): StatusRule | undefined {
  return rules.find(
    ({ when }) =>
      (!when.status || matches(when.status, words.status)) && (!when.reason || matches(when.reason, words.reason ?? '')),
  );
}

function matches(match: TextMatch, text: string): boolean {
  const found = text.trim().toLowerCase();
  if ('exact' in match) return found === match.exact.trim().toLowerCase();
  if ('prefix' in match) return found.startsWith(match.prefix.trim().toLowerCase());
  const pattern = PATTERNS.get(match) ?? new Pattern(match.pattern, { anyCase: true });
  PATTERNS.set(match, pattern);
  return pattern.isIn(text);
}
