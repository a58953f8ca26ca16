import { createHash } from 'node:crypto';
import type { CasePicture } from '../../adapter.js';
import type { ConformanceBench } from '../bench.js';
import type { ConformanceCase } from '../conformance-case.js';
import { failsAs, same } from '../expectations.js';

const needs = ['ledger', 'attachMedia'] as const;
const level = 'complete';
const LARGE_BYTES = 300_000;

async function attached(bench: ConformanceBench, pictures: readonly CasePicture[]): Promise<void> {
  const [caseRef, adapter] = [await bench.aCase(), bench.adapter()];
  for (const picture of pictures) await adapter.attachMedia!(caseRef, picture, bench.context());
  const { files } = await bench.onlyCase();
  const told = ({ name, contentType, size, sha256 }: Record<string, unknown>) => ({ name, contentType, size, sha256 });
  same(
    'the files',
    files.map((each) => told({ ...each })),
    pictures.map(({ fileName, contentType, bytes }) =>
      told({ name: fileName, contentType, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }),
    ),
  );
}

export const mediaCases: readonly ConformanceCase[] = [
  {
    id: 'MEDIA-01',
    title: 'attaches a picture byte by byte, under its own name and type',
    level,
    needs,
    run: (bench) => attached(bench, [bench.picture()]),
  },
  {
    id: 'MEDIA-02',
    title: 'attaches pictures in the order in which they come',
    level,
    needs,
    run: (bench) => attached(bench, [bench.picture(), bench.picture(), bench.picture()]),
  },
  {
    id: 'MEDIA-03',
    title: 'attaches a large picture whole',
    level,
    needs,
    run: (bench) =>
      attached(bench, [
        bench.picture({ bytes: Buffer.from(Array.from({ length: LARGE_BYTES }, (_each, at) => (at * 7) % 256)) }),
      ]),
  },
  {
    id: 'MEDIA-04',
    title: 'tells a PNG as a PNG',
    level,
    needs,
    run: (bench) => attached(bench, [bench.picture({ fileName: 'scene-0001.png', contentType: 'image/png' })]),
  },
  {
    id: 'MEDIA-05',
    title: 'attaches a picture to its own case',
    level,
    needs,
    async run(bench) {
      const [first, second] = [await bench.aCase(), await bench.aCase()];
      await bench.adapter().attachMedia!(second, bench.picture(), bench.context());
      same('the files of the first case', (await bench.caseOf(first)).files, []);
      same('the number of files of the second case', (await bench.caseOf(second)).files.length, 1);
    },
  },
  {
    id: 'MEDIA-06',
    title: 'sends a picture again when asked again, having no memory of its own',
    level,
    needs,
    async run(bench) {
      const [caseRef, adapter, picture] = [await bench.aCase(), bench.adapter(), bench.picture()];
      const op = bench.under.operations.media!;
      await adapter.attachMedia!(caseRef, picture, bench.context());
      const before = (await bench.control.calls())[op]!;
      await adapter.attachMedia!(caseRef, picture, bench.context());
      same(`the calls of ${op} by the second`, (await bench.control.calls())[op]! - before, before);
    },
  },
  {
    id: 'MEDIA-07',
    title: 'says that a picture for a case the CRM does not know was not taken',
    level,
    needs,
    async run(bench) {
      await bench.aCase();
      const call = bench.adapter().attachMedia!('999999999', bench.picture(), bench.context());
      await failsAs('a picture on a case that is not there', ['rejected', 'unknown'], call);
      same('the files', (await bench.onlyCase()).files, []);
    },
  },
];
