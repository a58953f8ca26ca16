// Which rules of the GeoReport contract no test cites: every numbered rule, every ruling of section 18, and the sections whose
// obligations stand in tables. Reads the names of tests, not comments. Fails when there is one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseSync } from '@swc/core';

const CONTRACT = 'docs/contract/georeport-v2.md';
/** What they ask stands in tables, without a number. */
const SECTIONS = ['8.1', '10.2', '12.1', '12.2', '15.2', '15.3', '15.4', '15.6', '16.1', '16.2', '16.3'];

/** Rule numbers, rulings, and sections as tests cite them, in the order of the contract. */
export function rulesOf(contract) {
  const rules = [...contract.matchAll(/^- \*\*([A-Z]+-\d+)\*\*/gm)].map((match) => match[1]);
  const rulings = [...contract.matchAll(/^\| (D-\d+) \|/gm)].map((match) => match[1]);
  return [...rules, ...SECTIONS.map((section) => `section ${section}`), ...rulings];
}

/** The names of all tests in a spec, those in the rows of a table too. */
export function testNamesOf(source) {
  const names = [];
  walk(parseSync(source, { syntax: 'typescript', decorators: true }), (node) => {
    if (node.type !== 'CallExpression') return;
    const title = textOf(node.arguments[0]?.expression);
    if (title === undefined) return;
    if (isTest(node.callee)) names.push(title);
    else if (isTableTest(node.callee)) names.push(...titlesOf(title, node.callee.arguments[0]?.expression));
  });
  return names;
}

const isTest = (callee) => callee.type === 'Identifier' && (callee.value === 'it' || callee.value === 'test');
const isTableTest = (callee) =>
  callee.type === 'CallExpression' &&
  callee.callee.type === 'MemberExpression' &&
  isTest(callee.callee.object) &&
  callee.callee.property.value === 'each';

/** One title a row; a table that is not written out counts as one test. */
function titlesOf(title, table) {
  const rows = unwrapped(table);
  if (rows?.type !== 'ArrayExpression') return [title];
  return rows.elements.map((row) => {
    const cells = unwrapped(row?.expression);
    const first = cells?.type === 'ArrayExpression' ? cells.elements[0]?.expression : cells;
    return title.replace('%s', textOf(first) ?? '%s');
  });
}

const unwrapped = (node) => (node?.type.startsWith('Ts') && node.expression ? unwrapped(node.expression) : node);

function textOf(node) {
  if (node?.type === 'StringLiteral') return node.value;
  return node?.type === 'TemplateLiteral' ? node.quasis.map(({ cooked }) => cooked).join('…') : undefined;
}

function walk(node, visit) {
  if (Array.isArray(node)) for (const each of node) walk(each, visit);
  else if (node && typeof node === 'object') {
    if (node.type) visit(node);
    for (const key of Object.keys(node)) if (key !== 'span') walk(node[key], visit);
  }
}

/** @returns {{ rules: string[], tests: number, citing: number, untested: string[] }} */
export function ruleCoverage(root = '.') {
  const rules = rulesOf(readFileSync(join(root, CONTRACT), 'utf8'));
  const names = ['src', 'test', 'adapters'].flatMap((folder) =>
    specsBelow(join(root, folder)).flatMap((file) => testNamesOf(readFileSync(file, 'utf8'))),
  );
  const cited = names.map(citedBy);
  return {
    rules,
    tests: names.length,
    citing: cited.filter((each) => each.size > 0).length,
    untested: rules.filter((rule) => !cited.some((each) => each.has(rule))),
  };
}

/** Numbers of rules anywhere; sections where the word stands before them, or at the start: `16.1, MAP-6: lists ...`. */
export function citedBy(name) {
  const rules = name.match(/\b[A-Z]+-\d+\b/g) ?? [];
  const places = [/^((?:[A-Z]+-\d+|\d+\.\d+)(?:, | and )?)+(?=:)/, /sections? ((?:\d+\.\d+(?:, | and )?)+)/gi];
  const sections = places.flatMap((place) => name.match(place) ?? []).flatMap((text) => text.match(/\b\d+\.\d+\b/g) ?? []);
  return new Set([...rules, ...sections.map((section) => `section ${section}`)]);
}

function specsBelow(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((each) => each.name.endsWith('.spec.ts')).map((each) => join(each.parentPath, each.name));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { rules, tests, citing, untested } = ruleCoverage();
  console.log(`${rules.length} rules; ${tests} tests, ${citing} of them cite a rule; ${untested.length} rules without a test`);
  for (const rule of untested) console.log(`  ${rule}`);
  process.exitCode = untested.length > 0 ? 1 : 0;
}
