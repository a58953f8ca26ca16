import { AcceptedRequestModel } from '../models/accepted-request.js';
import { NewReportModel } from '../models/new-report.js';
import { RequestModel } from '../models/request.js';
import { TokenModel } from '../models/token.js';
import type { Operation } from '../operation.js';
import { dateAt, EXTENSIONS, idIn, JURISDICTION, LAT, list, LONG, numberOf, pages, textOf } from './parameters.js';
import { MOST_REQUESTS } from '../../paging.js';

const ROOT = 'service_requests';

export const PAGE_HEADERS = {
  'X-Next-Page-URL': 'Address of the next page, if there is one.',
  Link: 'Addresses of pages (RFC 8288).',
};

export const IDEMPOTENCY_KEY = textOf(
  'Idempotency-Key',
  'Anything unique to this report, such as a UUID. The same again, with the same api_key, gets the first answer again and makes no second report.',
);

export const REQUEST_OPERATIONS = {
  fileRequest: {
    tag: 'Requests',
    summary: 'File a report',
    description:
      'A 200 means that the report is on disk; the city’s CRM is told after. Fields may stand in the body or in the query; the body wins. A location is needed: lat and long, address_string, or address_id.',
    sends: [IDEMPOTENCY_KEY],
    body: NewReportModel,
    takesFiles: true,
    answer: {
      description: 'Accepted: its id or, for a batch service, a token.',
      root: ROOT,
      model: AcceptedRequestModel,
      isList: true,
    },
    errors: [400, 403, 404, 413, 415],
  },
  listRequests: {
    tag: 'Requests',
    summary: 'Search reports',
    description:
      'Newest first. Without dates: the last 90 days; a longer range is narrowed to its latest 90 days. Nothing found is 200 and an empty list.',
    query: [
      JURISDICTION,
      list('service_request_id', 'Ids, at most 1,000; overrides every other filter.'),
      list('service_code', 'Only these services.'),
      list('status', 'Only these; both unless said.', { type: 'string', enum: ['open', 'closed'] }),
      dateAt('start_date', 'Requested at or after.'),
      dateAt('end_date', 'Requested at or before.'),
      dateAt('updated_after', 'Last changed at or after. With it or the next one the 90 days count on `updated_datetime`.'),
      dateAt('updated_before', 'Last changed at or before.'),
      textOf('q', 'Words in description, address or id.'),
      textOf('search', 'Same as q.'),
      { ...LAT, description: 'Centre of a circle; lat, long and radius come together.' },
      LONG,
      numberOf('radius', 'Metres.', { minimum: 0 }),
      {
        name: 'bbox',
        description: 'A rectangle in degrees: `west,south,east,north`.',
        schema: { type: 'array', items: { type: 'number' }, minItems: 4, maxItems: 4 },
      },
      textOf('agency_responsible', 'Only of this agency; several with `|` between, or repeated.'),
      EXTENSIONS,
      ...pages(MOST_REQUESTS),
      textOf('cursor', 'Only as it stands in the address of the next page.'),
    ],
    answer: { description: 'The reports that match.', root: ROOT, model: RequestModel, isList: true },
    headers: {
      ...PAGE_HEADERS,
      'X-Date-Range': 'START/END of what was searched, where the range that was asked for was narrowed.',
      'X-Page-Size': 'Most reports on a page.',
      'X-Previous-Page-URL': 'Address of the page before.',
      'X-Result-Count': 'All that match, where that can be counted quickly.',
      'X-Page-Count': 'Pages of them.',
    },
    errors: [400, 404],
  },
  readRequest: {
    tag: 'Requests',
    summary: 'One report',
    description: 'Still a list, of one. `request/{id}` is the same.',
    path: [idIn('id', 'The `service_request_id`.')],
    query: [JURISDICTION, EXTENSIONS],
    answer: { description: 'The report.', root: ROOT, model: RequestModel, isList: true },
    errors: [400, 404],
  },
  readToken: {
    tag: 'Tokens',
    summary: 'What a token stands for',
    description: 'Tokens of batch services, and the ids of posted updates.',
    path: [idIn('token', 'As it was answered to a POST.')],
    query: [JURISDICTION],
    answer: {
      description: 'Token and id; while the id is not known yet, the token alone.',
      root: ROOT,
      model: TokenModel,
      isList: true,
    },
    errors: [400, 404],
  },
} satisfies Record<string, Operation>;
