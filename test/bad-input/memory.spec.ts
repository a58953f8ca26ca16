import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UNREADABLE } from './bad-answers.js';
import { HostileCrm } from './hostile-crm.js';

/** Answers of 200 MB and a bomb of a gigabyte, read with a limit of 2 MB, by a process of its own. */
const READER = `
  import { HttpFactory } from './dist/src/adapter-kit/http.js';
  const factory = new HttpFactory({ connectTimeoutMs: 5000, callTimeoutMs: 20000, maxAnswerBytes: 2_000_000 });
  const read = async () => {
    try {
      await factory.client(() => undefined, []).request({ method: 'GET', url: process.argv[1] });
      return 'an answer';
    } catch (error) {
      return error.code;
    }
  };
  await read();
  const before = process.memoryUsage().rss;
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss - before)), 5);
  const codes = new Set();
  for (let i = 0; i < 5; i++) codes.add(await read());
  clearInterval(watch);
  console.log(JSON.stringify({ codes: [...codes], grown: Math.max(most, process.memoryUsage().rss - before) }));
`;
const MOST_GROWTH = 96 << 20;

it.each(['two hundred megabytes, announced', 'two hundred megabytes in chunks', 'a bomb: a gigabyte in a megabyte'])(
  'memory stays flat while five answers are refused for their size: %s',
  async (name) => {
    const crm = await HostileCrm.start();
    crm.behave = UNREADABLE[name]!;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', READER, crm.url]);
    crm.close();
    const { codes, grown } = JSON.parse(stdout) as { codes: string[]; grown: number };
    expect(codes).toEqual(['ANSWER_TOO_LARGE']);
    expect(grown).toBeLessThan(MOST_GROWTH);
  },
);
