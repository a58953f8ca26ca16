import type { Mistake } from '../mistake.js';
import { invalid, type Problem } from '../problem.js';
import type { ClusterShape, QueueShape, SentinelShape } from '../shapes/queue-shape.js';

const KINDS = ['redisUrl', 'sentinel', 'cluster'] as const;

/** One kind of Redis at most, and no user without a password. Bears any shape. */
export function queueProblems(queue: QueueShape | undefined): Problem[] {
  if (typeof queue !== 'object' || queue === null) return [];
  const [first, ...others] = kindsOf(queue);
  return [
    ...others.map((kind) => invalid(['queue', kind], `stands beside ${first}: the queue is on one of them; write one`)),
    ...passwordProblems(queue.sentinel, 'sentinel', 'username', 'password'),
    ...passwordProblems(queue.sentinel, 'sentinel', 'sentinelUsername', 'sentinelPassword'),
    ...passwordProblems(queue.cluster, 'cluster', 'username', 'password'),
  ];
}

/** REDIS_URL wins over `redisUrl` of a file, but can't mean that another kind of Redis is forgotten. */
export function redisUrlMistakes(redisUrl: string | undefined, queue: QueueShape | undefined): Mistake[] {
  const [kind] = redisUrl && queue ? kindsOf(queue).filter((each) => each !== 'redisUrl') : [];
  if (!kind) return [];
  return [
    { file: 'environment', keyPath: 'REDIS_URL', reason: `stands beside queue.${kind} of settings.yaml: unset one of the two` },
  ];
}

const kindsOf = (queue: QueueShape) => KINDS.filter((kind) => queue[kind] !== undefined && queue[kind] !== null);

/** Redis itself would take a user without a password for the default user's password. */
function passwordProblems(
  value: SentinelShape | ClusterShape | undefined,
  kind: 'sentinel' | 'cluster',
  username: 'username' | 'sentinelUsername',
  password: 'password' | 'sentinelPassword',
): Problem[] {
  if (typeof value !== 'object' || value === null) return [];
  const given = value as Partial<SentinelShape>;
  if (!given[username] || given[password]) return [];
  return [invalid(['queue', kind, username], `stands without ${password}: write both, or ${password} alone`)];
}
