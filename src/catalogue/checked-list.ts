import type { DiscoveredService } from '../adapter-kit/adapter.js';
import type { CatalogueService } from '../domain/catalogue.js';
import { checkShape } from '../settings/check-shape.js';
import { serviceProblems } from '../settings/checks/service-checks.js';
import { formatKeyPath } from '../settings/mistake.js';
import { ServiceShape } from '../settings/shapes/service-shape.js';
import type { ToldList } from '../store/catalogue/staged-list.js';

/** What of a list the city's file could hold too; the rest is refused with its reasons, and stops nothing. */
export function checkedList(told: readonly DiscoveredService[]): ToldList {
  const services: CatalogueService[] = [];
  const refused: { code: string; reason: string }[] = [];
  const seen = new Set<string>();
  for (const each of told) {
    const { service, reason = 'it comes twice' } = checked(each);
    if (service && !seen.has(service.code)) services.push(service);
    else refused.push({ code: String(each?.code ?? ''), reason });
    if (service) seen.add(service.code);
  }
  return { services, refused };
}

function checked(told: DiscoveredService): { service?: CatalogueService; reason?: string } {
  const plain = JSON.parse(JSON.stringify({ ...told, group: told?.group || undefined })) as object;
  const { value, problems } = checkShape(ServiceShape, plain);
  const all = problems.length > 0 ? problems : serviceProblems([value]).map((each) => ({ ...each, path: each.path.slice(2) }));
  if (all.length > 0) return { reason: all.map(({ path, reason }) => `${formatKeyPath(path)} ${reason}`.trim()).join('; ') };
  const { code, name, description, group, keywords, attributes } = value;
  return {
    service: {
      code,
      name: name.trim(),
      description,
      ...(group !== undefined && { group }),
      keywords,
      attributes: attributes
        .map(({ values, order, automated, ...rest }, index) => ({
          ...rest,
          order: order ?? index + 1,
          values: values.map(({ key, name: shown }) => ({ key, name: shown })),
          ...(automated && { automated }),
        }))
        .sort((a, b) => a.order - b.order),
    },
  };
}
