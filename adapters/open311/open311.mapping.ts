import { TextTemplate } from '../../src/adapter-kit/liquid.js';
import { requestView } from '../../src/adapter-kit/request-view.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import type { Fields } from './open311.client.js';
import type { Open311Settings } from './open311.settings.js';

/** A report as the form of POST requests (contract section 9). */
export class Open311Mapping {
  private readonly line: TextTemplate | undefined;

  constructor(private readonly settings: Open311Settings) {
    this.line =
      settings.lookUp.by === 'description' ? new TextTemplate(settings.lookUp.line, { variables: ['request'] }) : undefined;
  }

  form(request: ServiceRequest): Fields {
    const { address, addressId, point } = request;
    return present([
      ['service_code', this.serviceCode(request)],
      ['description', this.description(request)],
      ['lat', point && String(point.lat)],
      ['long', point && String(point.long)],
      ['address_string', address],
      ['address_id', addressId],
      ...this.reporter(request),
      ...this.pictures(request),
      ...this.answers(request),
    ]);
  }

  /** The other server's code of a request's service. */
  serviceCode({ serviceCode }: Pick<ServiceRequest, 'serviceCode'>): string {
    return this.settings.serviceCodes[serviceCode] ?? serviceCode;
  }

  /** Our code of one of the other server's services. */
  ourService(theirs: string): string {
    return ours(this.settings.serviceCodes, theirs);
  }

  /** Our code of one of its questions. */
  ourAttribute(theirs: string): string {
    return ours(this.settings.attributes, theirs);
  }

  /** What finds the report again; undefined where nothing is looked for. */
  reference(request: ServiceRequest): string | undefined {
    return this.line?.render({ request: requestView(request) }).trim();
  }

  private description(request: ServiceRequest): string | undefined {
    return [request.description, this.reference(request)].filter(Boolean).join('\n\n') || undefined;
  }

  private reporter({ reporter }: ServiceRequest): [string, string | undefined][] {
    if (!this.settings.sendReporter) return [];
    return [
      ['email', reporter.email],
      ['phone', reporter.phone],
      ['first_name', reporter.firstName],
      ['last_name', reporter.lastName],
    ];
  }

  private pictures({ mediaUrls }: ServiceRequest): [string, string][] {
    return mediaUrls.slice(0, this.settings.severalMediaUrls ? undefined : 1).map((url) => ['media_url', url]);
  }

  /** An answer with several values is sent under the same name several times, with brackets (POST-12). */
  private answers({ attributes }: ServiceRequest): [string, string][] {
    return attributes.flatMap(({ code, values }) => {
      const name = `attribute[${this.settings.attributes[code] ?? code}]${values.length > 1 ? '[]' : ''}`;
      return values.map((value): [string, string] => [name, value]);
    });
  }
}

function ours(codes: Readonly<Record<string, string>>, theirs: string): string {
  return Object.entries(codes).find(([, code]) => code === theirs)?.[0] ?? theirs;
}

export function present(fields: readonly (readonly [string, string | undefined])[]): Fields {
  return fields.filter((field): field is readonly [string, string] => field[1] !== undefined && field[1] !== '');
}
