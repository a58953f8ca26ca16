import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import type { Settings } from '../../settings/settings.js';
import { IntakeModule } from '../intake.module.js';
import { reference } from './answers.js';
import { decorateControllers } from './decorate.js';
import { itemName } from '../formats/document.js';
import { ErrorModel } from './models/error.js';
import type { Operation } from './operation.js';
import { OPERATIONS } from './operations/operations.js';
import { nameElement, nameXmlItems, type Schemas } from './xml-names.js';

type Paths = OpenAPIObject['paths'];

const DESCRIPTION = [
  'Open311 GeoReport v2. Every resource answers XML and JSON; the suffix of the address picks one.',
  'Filing needs an api_key, reading needs none. HEAD works wherever GET does, and OPTIONS names the methods.',
].join('\n');

const FORMAT: NonNullable<Paths[string]['parameters']>[number] = {
  name: 'format',
  in: 'path',
  required: true,
  description: 'Left out with its dot: `?format=`, else `Accept`, else XML.',
  schema: { type: 'string', enum: ['xml', 'json'], default: 'json' },
};

/** Makes the OpenAPI 3 document of the resources that the application serves, out of its controllers. Some tenths of a second. */
export function apiDocument(app: INestApplication, { server }: Settings): OpenAPIObject {
  decorateControllers();
  const about = new DocumentBuilder()
    .setTitle('GeoReport v2')
    .setDescription(DESCRIPTION)
    .setVersion('2')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer(server.publicUrl ?? '/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The api_key.' }, 'bearer')
    .addApiKey({ type: 'apiKey', in: 'query', name: 'api_key', description: 'The api_key; in the body it wins.' }, 'api_key')
    .setOpenAPIVersion('3.0.3')
    .build();
  const document = SwaggerModule.createDocument(app, about, { include: [IntakeModule], autoTagControllers: false });
  nameElements(document.components?.schemas ?? {});
  return { ...document, paths: withSuffix(document.paths) };
}

function nameElements(schemas: Schemas): void {
  const operations: Operation[] = Object.values(OPERATIONS);
  const sent = operations.flatMap(({ body }) => (body ? [reference(body).$ref] : []));
  nameXmlItems(schemas, new Set(sent));
  nameElement(reference(ErrorModel), itemName('errors'), schemas);
  for (const { answer } of operations)
    nameElement(reference(answer.model), answer.isList ? itemName(answer.root) : answer.root, schemas);
}

/** The router knows no suffix (GEN-1); what stands at two addresses needs two operation ids. */
function withSuffix(paths: Paths): Paths {
  const seen = new Map<string, number>();
  const unique = (id: string) => {
    const times = (seen.get(id) ?? 0) + 1;
    seen.set(id, times);
    return times === 1 ? id : `${id}${times}`;
  };
  const entries = Object.entries(paths).map(([path, item]): [string, Paths[string]] => {
    for (const operation of [item.get, item.post]) if (operation) operation.operationId = unique(operation.operationId!);
    return [`${path}.{format}`, { ...item, parameters: [FORMAT] }];
  });
  return Object.fromEntries(entries);
}
