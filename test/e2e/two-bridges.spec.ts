import { relay } from '../chaos/two-bridges/relay.js';

const SECONDS = 1000;

it(
  'a bridge forwards to another one: each report is one case there though the other is killed at random, and all closures come back',
  async () => {
    const result = await relay({ reports: 120, kills: 3, seed: 311, withinSeconds: 90 });
    expect(result).toMatchObject({ cases: 120, lost: [], doubled: [], differing: [] });
  },
  300 * SECONDS,
);
