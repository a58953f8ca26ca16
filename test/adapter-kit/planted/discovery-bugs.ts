import { type PlantedBug, withVerbs } from './plant.js';

export const discoveryBugs: readonly PlantedBug[] = [
  withVerbs('tells of a service as often as the CRM has it in a group', 'DISCOVER-01', ({ discoverServices }) => ({
    discoverServices: async (context) => {
      const services = await discoverServices(context);
      return [...services, services.at(-1)!];
    },
  })),
  withVerbs('forgets what can be chosen', 'DISCOVER-02', ({ discoverServices }) => ({
    discoverServices: async (context) =>
      (await discoverServices(context)).map(({ attributes = [], ...service }) => ({
        ...service,
        attributes: attributes.map(({ values: _values, ...question }) => question),
      })),
  })),
  withVerbs('tells of no services when they can not be read', 'DISCOVER-FAIL-01', ({ discoverServices }) => ({
    discoverServices: (context) => discoverServices(context).catch(() => []),
  })),
];
