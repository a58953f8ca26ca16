import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { KeyPath } from './mistake.js';
import { mapLeaves } from './plain.js';
import { secretsOfAddress } from './address-secrets.js';

const REFERENCE = /\$\$\{|\$\{([^}]*)(\}|$)/g;
const NAME = /^[A-Za-z_]\w*$/;
/** A WSDL or an XML schema: as long as a book, and no secret. */
const DESCRIPTION = /^\uFEFF?\s*(<\?xml\b[^>]*>)?\s*<([\w.-]+:)?(definitions|schema)[\s>]/;

export interface Resolved {
  readonly value: unknown;
  readonly secrets: readonly { readonly path: KeyPath; readonly value: string }[];
  readonly problems: readonly { readonly path: KeyPath; readonly reason: string }[];
}

/**
 * Replaces `${NAME}` (environment) and `${file:PATH}` (content without the last line break; relative to the YAML file) in every text.
 * `$${` stands for a literal `${`. A reference that leads nowhere stays as it is and is a problem.
 * What a reference brought is a secret, unless it is the description of a service; of an address only what lets somebody in.
 */
export function resolveReferences(value: unknown, yamlPath: string, env: NodeJS.ProcessEnv): Resolved {
  const secrets: { path: KeyPath; value: string }[] = [];
  const problems: { path: KeyPath; reason: string }[] = [];
  const resolved = mapLeaves(value, (leaf, path) => {
    if (typeof leaf !== 'string') return leaf;
    return leaf.replaceAll(REFERENCE, (whole: string, inner: string | undefined, end: string) => {
      if (inner === undefined) return '${';
      const found = end
        ? lookUp(inner.trim(), yamlPath, env)
        : { reason: 'has a `${` without its `}` (write `$${` for a literal one)' };
      if ('reason' in found) problems.push({ path, reason: found.reason });
      else secrets.push(...secretsOf(found.text, path.at(-1)).map((secret) => ({ path, value: secret })));
      return 'text' in found ? found.text : whole;
    });
  });
  return { value: resolved, secrets, problems };
}

function secretsOf(text: string, key: KeyPath[number] | undefined): readonly string[] {
  if (isDescription(text)) return [];
  return secretsOfAddress(text, key) ?? [text];
}

const BEGINNING = 10_000;

function isDescription(text: string): boolean {
  return DESCRIPTION.test(text.slice(0, BEGINNING).replaceAll(/<!--[\s\S]*?-->/g, ''));
}

type Found = { text: string } | { reason: string };

function lookUp(reference: string, yamlPath: string, env: NodeJS.ProcessEnv): Found {
  if (reference.startsWith('file:'))
    return fromFile(resolve(dirname(yamlPath), reference.slice('file:'.length).trim()), reference);
  if (!NAME.test(reference))
    return {
      reason: `\`\${${reference}}\` is neither \`\${NAME}\` nor \`\${file:PATH}\` (write \`$\${\` for a literal \`\${\`)`,
    };
  const text = env[reference];
  return text ? { text } : { reason: `the environment variable ${reference} is ${text === '' ? 'empty' : 'not set'}` };
}

function fromFile(path: string, reference: string): Found {
  try {
    const text = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    return text ? { text } : { reason: `the file of \`\${${reference}}\` is empty: ${path}` };
  } catch (error) {
    return { reason: `the file of \`\${${reference}}\` cannot be read (${(error as NodeJS.ErrnoException).code}): ${path}` };
  }
}
