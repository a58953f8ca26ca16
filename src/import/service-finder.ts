import type { Service } from '../domain/service.js';
import type { ImportMap } from './import-map.js';
import { serviceCodeOf } from './service-code.js';

export interface FoundService {
  readonly code: string;
  readonly name: string;
  readonly group?: string;
  /** Absent: nobody offers it here. */
  readonly offered?: Service;
}

const CODE = /^[A-Za-z0-9_-]+$/;

/** Which service of ours a record is of. */
export class ServiceFinder {
  private readonly byCode: ReadonlyMap<string, Service>;
  private readonly byName: ReadonlyMap<string, Service>;
  private readonly strangers = new Set<string>();

  constructor(
    services: readonly Service[],
    private readonly map: Pick<ImportMap, 'services' | 'unknownService'>,
  ) {
    this.byCode = new Map(services.map((each) => [each.code, each]));
    this.byName = new Map(services.map((each) => [each.name.toLowerCase(), each]));
  }

  get unknown(): readonly string[] {
    return [...this.strangers].sort();
  }

  /** By the map, then by code, then by name. Adds to the problems when there is none. */
  find(code: string | undefined, name: string | undefined, problems: string[]): FoundService | undefined {
    const offered = this.mapped(code, name, problems) ?? this.alike(code) ?? this.alike(name);
    if (offered) return { code: offered.code, name: offered.name, group: offered.groups[0], offered };
    const shown = name ?? code;
    if (shown === undefined) return void problems.push('service_code and service_name are missing');
    const own = code !== undefined && CODE.test(code) ? code : serviceCodeOf(code ?? shown);
    if (this.map.unknownService === 'refuse' || own === '') {
      problems.push(`there is no service ${shown} here: say which one it is, such as --service "${shown}=CODE"`);
      return undefined;
    }
    this.strangers.add(shown);
    return { code: own, name: shown };
  }

  private mapped(code: string | undefined, name: string | undefined, problems: string[]): Service | undefined {
    const ours = [code, name].map((each) => (each === undefined ? undefined : this.map.services[each])).find(Boolean);
    if (ours === undefined) return undefined;
    const service = this.byCode.get(ours);
    if (!service) problems.push(`there is no service_code ${ours} here, which --service names`);
    return service;
  }

  private alike(text: string | undefined): Service | undefined {
    return text === undefined ? undefined : (this.byCode.get(text) ?? this.byName.get(text.toLowerCase()));
  }
}
