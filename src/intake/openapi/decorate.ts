import { ApiExtraModels, ApiOperation, ApiParam, ApiQuery, ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import { reference, responsesOf } from './answers.js';
import { describedMethods, type OperationName } from './described.js';
import { ErrorModel } from './models/error.js';
import type { Operation, Parameter } from './operation.js';
import { OPERATIONS } from './operations/operations.js';
import { CALLBACK } from './operations/parameters.js';

/** KEY-3. An empty requirement stands for the key in the body, which OpenAPI has no word for. */
const SECURITY: Record<string, string[]>[] = [{ bearer: [] }, { api_key: [] }, {}];
const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data', 'application/json'];
const FILE = { type: 'string', format: 'binary' };

/** Decorators add up, and several applications may stand in one process. */
let isDone = false;

/** Gives every described method the library's decorators. */
export function decorateControllers(): void {
  if (isDone) return;
  isDone = true;
  for (const [prototype, methods] of describedMethods()) for (const [method, name] of methods) decorate(prototype, method, name);
}

function decorate(prototype: object, method: string, name: OperationName): void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, method)!;
  for (const each of decoratorsOf(name, OPERATIONS[name])) each(prototype, method, descriptor);
}

function decoratorsOf(name: string, operation: Operation): MethodDecorator[] {
  const { tag, summary, description, path = [], query = [], sends = [], body, takesFiles = false, answer } = operation;
  return [
    ApiTags(tag),
    ApiExtraModels(answer.model, ErrorModel, ...(body ? [body] : [])),
    ApiOperation({
      operationId: name,
      summary,
      description,
      ...(body ? { requestBody: bodyOf(body, takesFiles), security: SECURITY } : {}),
    }),
    ...path.map((each) => ApiParam({ ...parameterOf(each), required: true })),
    ...[...query, ...(body ? [] : [CALLBACK])].map((each) =>
      ApiQuery({ ...parameterOf(each), required: false, ...listStyle(each) }),
    ),
    ...sends.map((each) => ApiHeader({ ...parameterOf(each), required: false })),
    ...Object.entries(responsesOf(operation)).map(([status, response]) => ApiResponse({ status: Number(status), ...response })),
  ];
}

const parameterOf = ({ name, description, schema }: Parameter) => ({ name, description, schema });

/** Commas, as GeoReport's text has it. */
const listStyle = ({ schema }: Parameter) => (schema['type'] === 'array' ? ({ style: 'form', explode: false } as const) : {});

/** One shape in three wrappings; files come in a multipart body, under any name (section 15.6). */
function bodyOf(model: NonNullable<Operation['body']>, takesFiles: boolean) {
  const schema = reference(model);
  const files = { type: 'object', properties: { media: { type: 'array', items: FILE, description: 'Pictures.' } } };
  const encoding = { attribute: { style: 'deepObject', explode: true } };
  const contents: Record<string, object> = {
    [FORMS[0]!]: { schema, encoding },
    [FORMS[1]!]: { schema: takesFiles ? { allOf: [schema, files] } : schema },
    [FORMS[2]!]: { schema },
  };
  return { required: true, content: contents };
}
