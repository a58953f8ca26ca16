import { aPng } from '../media/photos.js';
import { Deployment, until } from '../support/deployment.js';

let deployment: Deployment | undefined;
afterEach(() => deployment?.stop());

it('a bridge that is killed between a picture’s upload and its note leaves one of each, on one case of one reporter', async () => {
  const connection = { delivery: { callTimeoutMs: 1000, backoffMinMs: 50 } };
  const settings = { connection, delivery: { sweepEveryMs: 200 }, media: { sweepEveryMs: 200 } };
  deployment = await Deployment.prepare(settings, { reporter: { match: ['email+name', 'email'] } });
  const killed = await deployment.run('intake,delivery');
  await deployment.order(`misbehave?mode=hang&op=createNotes&count=1`);
  const form = new FormData();
  const told = { email: 'ann@example.org', first_name: 'Ann', last_name: 'Lee' };
  for (const [name, value] of Object.entries(told)) form.append(name, value);
  form.append('media', new Blob([new Uint8Array(await aPng())], { type: 'image/png' }), 'hole.png');
  await deployment.post(killed, form);
  await until(
    () => deployment!.calls(),
    ({ createNotes = 0 }) => createNotes === 1,
  );
  await killed.kill();
  await deployment.run('intake,delivery');
  await until(
    () => deployment!.states(),
    (states) => states.join() === 'delivered,delivered',
  );
  const cases = await deployment.cases();
  expect(cases).toHaveLength(1);
  const [{ fields, notes, files }] = cases as [(typeof cases)[0]];
  expect([notes.length, files.length]).toEqual([1, 1]);
  expect(fields['Interactions']).toMatchObject([{ Party: { Name: { Forename: 'Ann', Surname: 'Lee' } } }]);
  expect(await deployment.calls()).toMatchObject({
    createCase: 1,
    createIndividual: 1,
    createInteraction: 1,
    addDocumentToRepository: 1,
  });
});
