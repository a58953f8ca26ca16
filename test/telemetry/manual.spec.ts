import { readFileSync } from 'node:fs';
import { StoreGauges } from '../../src/telemetry/store-gauges.js';
import { Telemetry } from '../../src/telemetry/telemetry.js';

it('the manual names every metric with its type and labels, and no other', async () => {
  const { metrics } = new Telemetry();
  void new StoreGauges({} as never, metrics);
  const registered = metrics.registry.getMetricsAsArray() as unknown as { name: string; type?: string; labelNames: string[] }[];
  const kinds = await metrics.registry.getMetricsAsJSON();
  const there = registered.map(({ name, labelNames }) => {
    const { type } = kinds.find((each) => each.name === name)!;
    return `${name} ${String(type)} ${labelNames.filter((label) => label !== 'le').join(', ')}`.trim();
  });
  const manual = readFileSync('docs/operating.md', 'utf8');
  const told = [...manual.matchAll(/^\| `(open311_bridge_\w+)` \| (\w+) \| ([\w, ]*)\|/gm)].map(([, name, type, labels]) =>
    `${name} ${type} ${labels!.trim()}`.trim(),
  );
  expect(told.toSorted()).toEqual(there.toSorted());
});
