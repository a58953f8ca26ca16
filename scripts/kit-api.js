// The types of `open311-bridge/adapter-kit` as one readable list, kept in docs/adapter-kit-api.md, so that nobody changes them unawares.
// Reads the declarations of the build. Compares, and fails when they differ; with --accept writes the list anew.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseSync, printSync } from '@swc/core';
import prettier from 'prettier';

const ENTRY = 'dist/src/adapter-kit/public.d.ts';
export const LIST = 'docs/adapter-kit-api.md';

/**
 * The entry's exports and every type of ours that they mention, comments and private members left out.
 * @param {string} root the project's folder
 * @returns {Promise<string>} Markdown: a block of TypeScript for each name, in the order of the alphabet
 */
export async function kitApi(root = '.') {
  const files = new Files(root);
  const shown = new Map();
  const borrowed = [];
  for (const { name, file, original } of files.exportsOf(join(root, ENTRY))) {
    if (file === undefined) borrowed.push(name);
    else follow(files, file, original, shown, true);
  }
  const names = [...shown.keys()].sort((a, b) => (a < b ? -1 : 1));
  const blocks = await Promise.all(names.map(async (name) => block(name, shown.get(name))));
  return [head(names.filter((name) => shown.get(name).exported).length, borrowed), ...blocks].join('\n');
}

const head = (count, borrowed) => `# Types of \`open311-bridge/adapter-kit\`

Written by \`npm run kit:accept\` out of the declarations that the package ships. What may change in it, and how, stands in [adapter-contract.md](adapter-contract.md). ${count} names are exported;
a name marked *(mentioned)* is a type that an exported one speaks of and that has no name outside.

From class-validator, as they are: ${borrowed.sort().join(', ')}.
`;

async function block(name, { exported, text }) {
  const pretty = await prettier.format(text, { parser: 'typescript', singleQuote: true, printWidth: 130 });
  return `## ${name}${exported ? '' : ' *(mentioned)*'}\n\n\`\`\`ts\n${pretty.trim()}\n\`\`\`\n`;
}

/** Puts a declaration on the list, and those that it mentions. */
function follow(files, file, name, shown, exported) {
  const known = shown.get(name);
  if (known) return void (known.exported ||= exported);
  const found = files.declarationsOf(file).get(name);
  const elsewhere = files.passedOnBy(file).get(name);
  if (!found && elsewhere) return follow(files, elsewhere.file, elsewhere.original, shown, exported);
  if (!found) throw new Error(`${file} declares no ${name}, nor does it pass one on by name`);
  const items = found.map(withoutPrivates);
  shown.set(name, { exported, text: items.map(print).join('\n') });
  for (const mentioned of new Set(items.flatMap(identifiersIn))) {
    const from = files.importsOf(file).get(mentioned);
    if (from) follow(files, from.file, from.original, shown, false);
    else if (files.declarationsOf(file).has(mentioned)) follow(files, file, mentioned, shown, false);
  }
}

class Files {
  constructor(root) {
    this.root = root;
    this.parsed = new Map();
  }

  bodyOf(file) {
    if (!this.parsed.has(file)) {
      const source = readFileSync(file, 'utf8');
      this.parsed.set(file, parseSync(source, { syntax: 'typescript', decorators: true }).body);
    }
    return this.parsed.get(file);
  }

  /** `file` is undefined for what comes from a package. */
  exportsOf(entry) {
    return this.bodyOf(entry)
      .filter(({ type }) => type !== 'EmptyStatement')
      .flatMap((item) => {
        if (item.type !== 'ExportNamedDeclaration' || !item.source)
          throw new Error(`${relative(this.root, entry)} may hold \`export { ... } from\` only`);
        return item.specifiers.map(({ orig, exported }) => ({
          name: (exported ?? orig).value,
          original: orig.value,
          file: ofOurs(entry, item.source.value),
        }));
      });
  }

  importsOf(file) {
    const imports = this.bodyOf(file).filter(({ type }) => type === 'ImportDeclaration');
    return new Map(
      imports.flatMap(({ source, specifiers }) => {
        const from = ofOurs(file, source.value);
        return from
          ? specifiers.map((each) => [each.local.value, { file: from, original: (each.imported ?? each.local).value }])
          : [];
      }),
    );
  }

  /** What `export { ... } from` of a file of ours hands on. */
  passedOnBy(file) {
    const handed = this.bodyOf(file).filter(({ type, source }) => type === 'ExportNamedDeclaration' && source);
    return new Map(
      handed.flatMap(({ source, specifiers }) => {
        const from = ofOurs(file, source.value);
        return from
          ? specifiers.map(({ orig, exported }) => [(exported ?? orig).value, { file: from, original: orig.value }])
          : [];
      }),
    );
  }

  /** Overloads, and a type and a value of one name, stand together. */
  declarationsOf(file) {
    const byName = new Map();
    for (const item of this.bodyOf(file)) {
      const declaration = item.type === 'ExportDeclaration' ? item.declaration : item;
      for (const name of namesOf(declaration)) byName.set(name, [...(byName.get(name) ?? []), declaration]);
    }
    return byName;
  }
}

function ofOurs(file, specifier) {
  return specifier.startsWith('.') ? join(dirname(file), specifier.replace(/\.js$/, '.d.ts')) : undefined;
}

function namesOf(declaration) {
  if (declaration.type === 'VariableDeclaration') return declaration.declarations.map(({ id }) => id.value);
  const name = declaration.identifier ?? declaration.id;
  return name ? [name.value] : [];
}

function withoutPrivates(declaration) {
  if (declaration.type !== 'ClassDeclaration') return declaration;
  const body = declaration.body.filter((each) => each.accessibility !== 'private' && each.type !== 'PrivateProperty');
  return { ...declaration, body };
}

function print(declaration) {
  const { code } = printSync({ type: 'Module', span: declaration.span, body: [declaration] }, {});
  return code;
}

function identifiersIn(tree) {
  const names = [];
  JSON.stringify(tree, (_key, value) => {
    if (value?.type === 'Identifier') names.push(value.value);
    return value;
  });
  return names;
}

/** What became of each name, in words; empty when nothing did. */
export function differences(before, now) {
  const [old, fresh] = [sectionsOf(before), sectionsOf(now)];
  return [
    ...[...old.keys()].filter((name) => !fresh.has(name)).map((name) => `gone: ${name}`),
    ...[...fresh.keys()].filter((name) => !old.has(name)).map((name) => `new: ${name}`),
    ...[...fresh.keys()]
      .filter((name) => old.has(name) && old.get(name) !== fresh.get(name))
      .map((name) => changed(name, old.get(name), fresh.get(name))),
  ];
}

const sectionsOf = (text) => new Map(text.split(/^## /m).map((part) => [part.split('\n')[0], part]));

function changed(name, before, now) {
  const [old, fresh] = [before.split('\n'), now.split('\n')];
  const lost = old.filter((line) => !fresh.includes(line)).map((line) => `  - ${line.trim()}`);
  const won = fresh.filter((line) => !old.includes(line)).map((line) => `  + ${line.trim()}`);
  return [`changed: ${name}`, ...lost, ...won].join('\n');
}

export const HOW_TO_ACCEPT =
  'If that is meant, read "What may change" in docs/adapter-contract.md, then run `npm run kit:accept` and commit docs/adapter-kit-api.md.';

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const now = await kitApi();
  if (process.argv.includes('--accept')) writeFileSync(LIST, now);
  else {
    const found = differences(readFileSync(LIST, 'utf8'), now);
    if (found.length > 0) console.error(`The types of the adapter kit have changed:\n${found.join('\n')}\n${HOW_TO_ACCEPT}`);
    else console.log('the types of the adapter kit are those of docs/adapter-kit-api.md');
    process.exitCode = found.length > 0 ? 1 : 0;
  }
}
