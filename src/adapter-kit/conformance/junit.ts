import { buildXml } from '../xml/xml.js';
import { node, type XmlNode } from '../xml/xml-node.js';
import type { CaseResult } from './run-case.js';
import type { SuiteReport } from './run-suite.js';

/** The reports as JUnit XML, as build servers read it: one suite an adapter and site, times in seconds. */
export function toJUnit(reports: readonly SuiteReport[]): string {
  const totals = attributesOf(reports.flatMap(({ results }) => results));
  return buildXml(node('testsuites', reports.map(toSuite), { name: 'open311-bridge adapter conformance', ...totals }));
}

function toSuite(report: SuiteReport): XmlNode {
  const name = report.site ? `${report.type} (${report.site})` : report.type;
  const level = node('properties', [node('property', [], { name: 'level', value: report.level ?? 'none' })]);
  const cases = report.results.map((result) => toCase(name, result));
  return node('testsuite', [level, ...cases], { name, ...attributesOf(report.results), time: seconds(report.tookMs) });
}

function toCase(suite: string, result: CaseResult): XmlNode {
  const attributes = { classname: suite, name: `${result.id} ${result.title}`, time: seconds(result.tookMs) };
  return node('testcase', outcomeOf(result), attributes);
}

function outcomeOf({ outcome, reason = '', excusedInVain }: CaseResult): XmlNode[] {
  if (outcome === 'passed') return [];
  if (outcome === 'failed') return [node('failure', reason, { message: reason, type: 'ConformanceFailure' })];
  const told = excusedInVain ? `excused in vain, it passes: ${reason}` : reason;
  return [node('skipped', [], { message: `${outcome}: ${told}` })];
}

function attributesOf(results: readonly CaseResult[]): Record<string, string> {
  const count = (isMeant: (result: CaseResult) => boolean) => String(results.filter(isMeant).length);
  return {
    tests: String(results.length),
    failures: count(({ outcome }) => outcome === 'failed'),
    errors: '0',
    skipped: count(({ outcome }) => outcome === 'exempt' || outcome === 'not applicable'),
  };
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);
