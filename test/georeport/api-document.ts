import { Ajv, type ValidateFunction } from 'ajv';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { GeoReportServer } from './server.js';

type Item = OpenAPIObject['paths'][string];
export type ApiOperation = NonNullable<Item['get']>;

export interface Described {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly operation: ApiOperation;
}

/** DATE-2, which is narrower than the standard. */
const FORMATS = { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, binary: true } as const;

/** The running server's own description of itself. */
export class ApiDocument {
  private readonly ajv = new Ajv({ strict: false, allErrors: true, formats: FORMATS });

  private constructor(readonly json: OpenAPIObject) {
    this.ajv.addSchema(closed(json) as object, 'document');
  }

  static async of(server: GeoReportServer): Promise<ApiDocument> {
    const response = await fetch(new URL('/openapi.json', server.base));
    if (response.status !== 200) throw new Error(`/openapi.json answered ${response.status}`);
    return new ApiDocument((await response.json()) as OpenAPIObject);
  }

  get operations(): Described[] {
    return Object.entries(this.json.paths).flatMap(([path, item]) =>
      (['get', 'post'] as const).flatMap((method) =>
        item[method] ? [{ path, method: method.toUpperCase() as 'GET' | 'POST', operation: item[method] }] : [],
      ),
    );
  }

  /** What is wrong with an answer, as the document has it; members that it doesn't know are wrong. */
  problems({ operation }: Described, status: number, body: unknown): string[] {
    const response = operation.responses[status];
    if (!response || '$ref' in response) return [`${operation.operationId} knows no ${status}`];
    const { schema } = response.content!['application/json']!;
    const validate = this.compiled(schema as object);
    return validate(body)
      ? []
      : validate.errors!.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
  }

  /** @throws for a schema that is none, or a reference that leads nowhere. */
  compiled(schema: object): ValidateFunction {
    const text = JSON.stringify(closed(schema)).replaceAll('"#/', '"document#/');
    return this.ajv.compile(JSON.parse(text) as object);
  }
}

/** Objects with nothing beside what they name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, each]) => [key, closed(each)]);
  const isNamed = 'properties' in schema && 'type' in schema && !('additionalProperties' in schema);
  return Object.fromEntries(isNamed ? [...entries, ['additionalProperties', false]] : entries);
}
