import { Deployment, until } from '../support/deployment.js';

let deployment: Deployment | undefined;
afterEach(() => deployment?.stop());

it('a worker that was paused past its lease can not write its result, and no second case is made', async () => {
  const connection = { delivery: { callTimeoutMs: 3000, backoffMinMs: 50 } };
  deployment = await Deployment.prepare({ connection, delivery: { sweepEveryMs: 200 } });
  const [intake, paused] = [await deployment.run('intake'), await deployment.run('delivery')];
  // Of the calls only the one that makes the case, long enough to be seen on a machine that stands still for a second or two.
  await deployment.order('misbehave?mode=slow&delayMs=2500&count=1&op=createCase');
  await deployment.file(intake, 1);
  await until(
    () => deployment!.states(),
    (states) => states.join() === 'sending',
  );
  process.kill(paused.processId, 'SIGSTOP');
  await deployment.run('delivery');
  await until(
    () => deployment!.states(),
    (states) => states.join() === 'delivered',
  );
  process.kill(paused.processId, 'SIGCONT');
  await until(
    () => paused.lines.filter((line) => line.includes('another worker has taken this delivery over')),
    ({ length }) => length === 1,
  );
  expect(await deployment.cases()).toHaveLength(1);
  expect(await deployment.states()).toEqual(['delivered']);
});
