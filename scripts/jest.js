// Jest with ES modules; with JEST_REPORT set, the result also goes there as JSON.
import { spawnSync } from 'node:child_process';

const report = process.env.JEST_REPORT ? ['--json', `--outputFile=${process.env.JEST_REPORT}`] : [];
const args = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  ...report,
  ...process.argv.slice(2),
];
// With --json the result is also printed; it is for the file, the summary on standard error is for people.
const { status } = spawnSync(process.execPath, args, { stdio: ['ignore', report.length > 0 ? 'ignore' : 'inherit', 'inherit'] });
process.exit(status ?? 1);
