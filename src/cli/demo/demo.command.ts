import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { dataFolderOf } from '../../settings/data-folder.js';
import { packageRoot } from '../configuration.js';
import { readBostonCases } from './boston-cases.js';
import { writeBostonConfig } from './boston-config.js';
import { BridgeProcess } from './bridge-process.js';
import { type ReplayOptions, Replay } from './replay.js';
import { isGood } from './verdict.js';

interface Options extends ReplayOptions {
  readonly from: string;
  readonly limit?: number;
  readonly kills: number;
  readonly flush: boolean;
  readonly drop: number;
  readonly clients: number;
}

export function demoCommand(): Command {
  return new Command('demo')
    .description('file real reports, close their cases in an emulated CRM, and compare both sides')
    .option(
      '--from <file>',
      "Boston's 311 cases as CSV, plain or gzipped",
      join(packageRoot, 'config/demo/boston-2015-excerpt.csv'),
    )
    .option('--limit <n>', 'only the first n', Number)
    .option('--clients <n>', 'how many apps file at once', Number, 8)
    .option('--kills <n>', 'kill -9 the bridge at n random moments and start it again', Number, 0)
    .option('--drop <share>', 'share of the CRM’s answers that are lost after it made the case, 0 to 1', Number, 0)
    .option('--flush', 'empty Redis half-way (with REDIS_URL)', false)
    .action(demo);
}

async function demo(options: Options): Promise<void> {
  const cases = (await readBostonCases(options.from)).slice(0, options.limit);
  const folder = join(dataFolderOf(process.env), 'demo');
  rmSync(folder, { recursive: true, force: true });
  writeBostonConfig(join(folder, 'config'), cases);
  const bridge = await BridgeProcess.at(join(folder, 'config'), join(folder, 'data'));
  const stop = () => void bridge.stop().then(() => process.exit(130));
  process.once('SIGINT', stop);
  try {
    const verdict = await new Replay(bridge, cases, options).run();
    process.exitCode = isGood(verdict) ? 0 : 1;
  } finally {
    await bridge.stop();
    process.off('SIGINT', stop);
  }
}
