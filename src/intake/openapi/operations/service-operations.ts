import { DiscoveryModel } from '../models/discovery.js';
import { ServiceDefinitionModel, ServiceModel } from '../models/service.js';
import type { Operation } from '../operation.js';
import { EXTENSIONS, idIn, JURISDICTION, LAT, LONG } from './parameters.js';

export const SERVICE_OPERATIONS = {
  discovery: {
    tag: 'Discovery',
    summary: 'Where the API is',
    description: 'Needs neither a key nor a jurisdiction. The changeset moves when services or definitions change.',
    query: [{ ...JURISDICTION, description: 'Whose contact to tell, where one address serves several cities.' }],
    answer: { description: 'The endpoints.', root: 'discovery', model: DiscoveryModel, isList: false },
    errors: [400],
  },
  services: {
    tag: 'Services',
    summary: 'What residents can report',
    description: 'With lat and long only what is offered at that place; one of them alone is ignored.',
    query: [JURISDICTION, LAT, LONG],
    answer: { description: 'All services, in a stable order.', root: 'services', model: ServiceModel, isList: true },
    isCached: true,
    errors: [400, 404],
  },
  definition: {
    tag: 'Services',
    summary: 'The questions of a service',
    description: 'Worth asking for a service with `metadata` true; the others answer with an empty list.',
    path: [idIn('code', 'A `service_code` of GET services.')],
    query: [JURISDICTION, EXTENSIONS],
    answer: {
      description: 'The questions, ascending by `order`.',
      root: 'service_definition',
      model: ServiceDefinitionModel,
      isList: false,
    },
    isCached: true,
    errors: [400, 404],
  },
} satisfies Record<string, Operation>;
