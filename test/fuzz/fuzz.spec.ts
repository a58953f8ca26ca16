import { type GeoReportServer, startGeoReport } from '../georeport/server.js';
import { fuzz } from './fuzz.js';

let server: GeoReportServer;
beforeAll(async () => {
  server = await startGeoReport();
});
afterAll(() => server.close());

it('ERR-1, ERR-5, MAP-6: whatever is sent is answered as the contract says, and what was answered 200 is what is kept', async () => {
  const round = await fuzz({ port: Number(new URL(server.base).port), key: server.key }, { runs: 400, withinMs: 15_000 });
  const kept = await server.store.database.selectFrom('service_request').select(['public_id', 'token']).execute();
  const named = new Set(kept.map(({ public_id, token }) => token ?? public_id));
  expect(named).toEqual(round.accepted);
  expect(kept).toHaveLength(named.size);
  expect(round.statuses.get('200')).toBeGreaterThan(0);
  expect(round.accepted.size).toBeGreaterThan(0);
});
