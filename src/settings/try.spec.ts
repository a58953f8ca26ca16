import { ConfigFolder, cityWith, packageRoot, RIGHT_CITY, paperCatalogue } from '../../test/support/configuration.js';
import { loadSettings } from './load-settings.js';
import { configSchemas } from './config-schemas.js';
it('x', async () => {
  const f = new ConfigFolder().city(RIGHT_CITY);
  console.log(JSON.stringify(await f.load(), null, 1));
  f.city(
    cityWith(
      ['name: Oakville', 'nam: Oakville'],
      ['endpoint:', 'endpont:'],
      ['type: paper', 'type: paper\n    emulater: 3'],
      ['code: TREE', 'code: TR,EE\n    attributes: {a: 1}'],
      ['- to: office', '- to: offce\n    services: 5\n  - \n  - {to: 3}'],
    ),
  );
  console.log(await f.load().catch((e) => e.message));
  console.log(
    await loadSettings({
      env: { PORT: 'x', ROLES: 'intke', DATABASE_URL: 'mysql://u:p@x' },
      packageRoot,
      adapters: { types: () => ['lagan', 'rest', 'email'], settingsClassOf: paperCatalogue.settingsClassOf.bind(null, 'paper') },
    }).catch((e) => e.message),
  );
  const s = await configSchemas(paperCatalogue, packageRoot);
  console.log(s['settings.schema.json'], s['jurisdiction.schema.json']);
});
