import type { CallContext, DiscoveredAttribute, DiscoveredService } from '../../src/adapter-kit/adapter.js';
import { RejectedError } from '../../src/adapter-kit/errors.js';
import type { Open311Client } from './open311.client.js';
import type { Open311Mapping } from './open311.mapping.js';
import { definitionOf } from './open311.definitions.js';

/** The services of the other server and, where they say that there are questions, their definitions (contract sections 8 and 9). */
export class Open311Services {
  constructor(
    private readonly client: Open311Client,
    private readonly mapping: Pick<Open311Mapping, 'ourService' | 'ourAttribute'>,
  ) {}

  /** @throws AdapterError, also when a single definition does not come. */
  async all(context: CallContext): Promise<DiscoveredService[]> {
    const services: DiscoveredService[] = [];
    for (const { fields } of await this.client.get('services', [], context)) {
      const theirs = fields['service_code'];
      if (theirs === undefined) throw new RejectedError('the other server lists a service without a service_code');
      const attributes = fields['metadata'] === 'true' ? await this.attributes(theirs, context) : [];
      services.push({
        code: this.mapping.ourService(theirs),
        name: fields['service_name'] ?? theirs,
        ...(fields['group'] !== undefined && { group: fields['group'] }),
        ...(fields['description'] !== undefined && { description: fields['description'] }),
        keywords: (fields['keywords'] ?? '')
          .split(',')
          .map((word) => word.trim())
          .filter(Boolean),
        attributes,
      });
    }
    return services;
  }

  private async attributes(code: string, context: CallContext): Promise<DiscoveredAttribute[]> {
    const answer = await this.client.text(`services/${encodeURIComponent(code)}`, context);
    try {
      return definitionOf(answer, this.client.format).map((each) => ({ ...each, code: this.mapping.ourAttribute(each.code) }));
    } catch (error) {
      throw new RejectedError(`the definition of the service ${code} can't be read: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
}
