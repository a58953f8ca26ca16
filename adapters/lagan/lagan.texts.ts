import type { AdapterLogger } from '../../src/adapter-kit/adapter.js';
import { RejectedError } from '../../src/adapter-kit/errors.js';
import { TemplateFailure, TextTemplate } from '../../src/adapter-kit/liquid.js';
import { requestView } from '../../src/adapter-kit/request-view.js';
import { fitAround, fitText } from '../../src/adapter-kit/text-limits.js';
import { xmlText } from '../../src/adapter-kit/xml/xml-text.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';

export const DEFAULT_TITLE = '{{ service }} (Open311 {{ id }})';
/** Nothing a resident said is lost: answers without a form field stand here. Who reported stays out; `reporter` is there for it. */
export const DEFAULT_DESCRIPTION = [
  '{{ description }}',
  '{% if address %}\nAddress: {{ address }}{% endif %}',
  '{% if point %}\nLocation: {{ point.lat }}, {{ point.long }}{% endif %}',
  '{% for each in unmapped %}\n{{ each.code }}: {{ each.values | join: ", " }}{% endfor %}',
  '{% for url in mediaUrls %}\nPhoto: {{ url }}{% endfor %}',
].join('');

/** Who wrote it stays out; `author` is there for it. Our id is what a note is found again by. */
export const DEFAULT_NOTE = '{{ text }}{% for url in mediaUrls %}\nPhoto: {{ url }}{% endfor %}\n(Open311 {{ id }})';
/** A note as `noteView` shows it. */
export const NOTE_VARIABLES: readonly string[] = ['id', 'text', 'author', 'writtenAt', 'mediaUrls'];

/** A request as `requestView` shows it, the service's name as `service`, and as `unmapped` the attributes that no form field takes. */
export const TEMPLATE_VARIABLES: readonly string[] = [
  ...['id', 'service', 'serviceCode', 'serviceName', 'group', 'description', 'point', 'address', 'addressId', 'mediaUrls'],
  ...['attributes', 'answers', 'unmapped', 'reporter', 'requestedAt', 'jurisdictionId'],
];

/** The same, and the case's reference and the point in the CRM's grid. */
export const EFORM_VARIABLES: readonly string[] = [...TEMPLATE_VARIABLES, 'caseRef', 'x', 'y'];

export interface TextSettings {
  readonly titleTemplate: string;
  readonly descriptionTemplate: string;
  readonly limits: { readonly titleCharacters: number; readonly descriptionCharacters: number };
}

/** Title and description of cases, by the connection's templates and limits. */
export class LaganTexts {
  private readonly titleTemplate: TextTemplate;
  private readonly descriptionTemplate: TextTemplate;

  constructor(private readonly settings: TextSettings) {
    this.titleTemplate = new TextTemplate(settings.titleTemplate);
    this.descriptionTemplate = new TextTemplate(settings.descriptionTemplate);
  }

  /** One line with our id in it, the same for the same request: cases are searched by it. */
  title(request: ServiceRequest, logger: AdapterLogger): string {
    const line = rendered(this.titleTemplate, 'titleTemplate', requestVariables(request, [])).replaceAll(/\s+/g, ' ').trim();
    const limit = { field: 'Title', maxCharacters: this.settings.limits.titleCharacters };
    return fitAround(line, keptPart(line, request.id, limit.maxCharacters), limit, logger);
  }

  /** Undefined when there is nothing to say. @param mapped codes of the attributes that form fields take. */
  description(request: ServiceRequest, mapped: readonly string[], logger: AdapterLogger): string | undefined {
    const text = rendered(this.descriptionTemplate, 'descriptionTemplate', requestVariables(request, mapped)).trim();
    const limit = { field: 'Description', maxCharacters: this.settings.limits.descriptionCharacters };
    return fitText(text, limit, logger) || undefined;
  }
}

/** Templates were checked at start; what still fails is this report's doing, such as a text that grows beyond every limit. */
export function rendered(template: TextTemplate, key: string, values: Record<string, unknown>): string {
  try {
    return xmlText(template.render(values));
  } catch (error) {
    throw error instanceof TemplateFailure
      ? new RejectedError(`${key} can't be filled in: ${error.message}`, { cause: error })
      : error;
  }
}

/** @param mapped codes of the attributes that fields take; the others are `unmapped`. */
export function requestVariables(request: ServiceRequest, mapped: readonly string[]): Record<string, unknown> {
  const view = requestView(request);
  return { ...view, service: view.serviceName, unmapped: view.attributes.filter(({ code }) => !mapped.includes(code)) };
}

/** The brackets our id stands in, if they are short: cut titles stay readable. */
function keptPart(title: string, id: string, maxCharacters: number): string {
  const around = title.lastIndexOf(id);
  const opens = title.lastIndexOf('(', around);
  const closes = title.indexOf(')', around);
  const bracketed = around >= 0 && opens >= 0 && closes >= 0 ? title.slice(opens, closes + 1) : '';
  return bracketed && [...bracketed].length <= maxCharacters / 2 ? bracketed : id;
}
