import { templateMistake } from '../../adapter-kit/liquid.js';
import { patternMistake } from '../../domain/pattern.js';
import { DETAILED_STATUSES } from '../../domain/service-request.js';
import type { KeyPath } from '../mistake.js';
import { nearest } from '../nearest.js';
import { invalid, type Problem } from '../problem.js';
import type { ConnectionShape, StatusRuleShape, TextMatchShape } from '../shapes/connection-shape.js';
import type { StaleExceptionShape } from '../shapes/connection-sync-shape.js';
import { CODE } from '../shapes/service-shape.js';
import { callbackProblems } from './callback-checks.js';
import { deliveryProblems, fallbackProblems } from './delivery-checks.js';
import { mappings, type Placed } from './lenient.js';

/** What `status_notes` can be made of. */
const NOTES_VARIABLES = ['status', 'reason', 'text'];

export function connectionProblems(connections: Readonly<Record<string, ConnectionShape>>): Problem[] {
  return mappings(connections, ['connections']).flatMap(({ item, path }) => [
    ...nameProblems(path),
    ...deliveryProblems(item.delivery, [...path, 'delivery']),
    ...fallbackProblems(connections, item.delivery, path),
    ...mappings(item.sync?.stale?.except, [...path, 'sync', 'stale', 'except']).flatMap(exceptionProblems),
    ...callbackProblems(item.callback, [...path, 'callback']),
    ...mappings(item.statusRules, [...path, 'statusRules']).flatMap((rule) => [
      ...ruleProblems(rule),
      ...transferProblems(rule, String(path.at(-1)), Object.keys(connections)),
    ]),
  ]);
}

function nameProblems(path: KeyPath): Problem[] {
  return CODE.test(String(path.at(-1))) ? [] : [invalid(path, 'its name may hold the letters A-Z and a-z, digits, _ and - only')];
}

function exceptionProblems({ item: { services, statuses }, path }: Placed<StaleExceptionShape>): Problem[] {
  if (services !== undefined || statuses !== undefined) return [];
  return [invalid(path, 'names neither services nor statuses: what holds for all is afterDays of stale itself')];
}

function ruleProblems({ item: rule, path }: Placed<StatusRuleShape>): Problem[] {
  return [
    ...matchProblems(rule.when?.status, [...path, 'when', 'status']),
    ...matchProblems(rule.when?.reason, [...path, 'when', 'reason']),
    ...detailProblems(rule, path),
    ...notesProblems(rule.notes, [...path, 'notes']),
  ];
}

function matchProblems(match: TextMatchShape | undefined, path: KeyPath): Problem[] {
  if (typeof match !== 'object') return [];
  const { exact, prefix, pattern } = match;
  const given = [exact, prefix, pattern].filter((text) => text !== undefined).length;
  if (given !== 1) return [invalid(path, 'must have one of exact, prefix and pattern')];
  return typeof pattern === 'string' ? patternProblems(pattern, [...path, 'pattern']) : [];
}

function patternProblems(pattern: string, path: KeyPath): Problem[] {
  const mistake = patternMistake(pattern);
  return mistake === undefined ? [] : [invalid(path, mistake)];
}

function detailProblems({ status, detail }: StatusRuleShape, path: KeyPath): Problem[] {
  const stands = detail && DETAILED_STATUSES[detail];
  if (!stands || (status !== 'open' && status !== 'closed') || stands === status) return [];
  return [invalid([...path, 'detail'], `${detail} stands for ${stands}, but status says ${status}`)];
}

function transferProblems({ item: rule, path }: Placed<StatusRuleShape>, own: string, connections: readonly string[]): Problem[] {
  const { status, transferTo } = rule;
  if (typeof transferTo !== 'string' || transferTo === '') return [];
  const at = [...path, 'transferTo'];
  const others = connections.filter((name) => name !== own);
  const name = transferTo.split('/').at(-1)!;
  if (transferTo === own) return [invalid(at, `${own} is this connection itself: name the one that has the report from then on`)];
  if (!others.includes(transferTo))
    return [
      invalid(
        at,
        `there is no other connection ${transferTo} in this file, and no other city can take a report`,
        nearest(name, others),
      ),
    ];
  if (status !== 'closed') return [];
  return [
    invalid(
      [...path, 'status'],
      `a report that goes on at ${transferTo} is open: write status: open, and say in notes who has it`,
    ),
  ];
}

function notesProblems(notes: unknown, path: KeyPath): Problem[] {
  const mistake = notes === undefined ? undefined : templateMistake(notes, NOTES_VARIABLES);
  return mistake === undefined || typeof notes !== 'string' ? [] : [invalid(path, `must be Liquid: ${mistake}`)];
}
