import { discoveryBugs } from './discovery-bugs.js';
import { failureBugs } from './failure-bugs.js';
import { lookUpBugs } from './look-up-bugs.js';
import { memoryBugs } from './memory-bugs.js';
import type { PlantedBug } from './plant.js';
import { readingBugs } from './reading-bugs.js';
import { stepBugs } from './step-bugs.js';
import { textBugs } from './text-bugs.js';

/** What goes wrong in adapters: the suite has to see it. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  ...discoveryBugs,
  ...failureBugs,
  ...lookUpBugs,
  ...memoryBugs,
  ...readingBugs,
  ...stepBugs,
  ...textBugs,
];
