import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import type { SchemaName } from './connect-schemas.ts';
import { type Operation, type OperationId, operations } from './operations.ts';

const errorTexts: Readonly<Record<number, string>> = {
  400: 'The body cannot be read, or what it asks for is invalid.',
  403: 'A page of another site made a browser send it.',
  404: 'There is no such thing.',
  409: 'It is there already, or others were changing it at the same time; nothing has changed.',
  415: 'The body is not application/json.',
  500: 'Something went wrong on our side.',
  503: 'Kafka is away, or the state of the connectors has not been read yet.',
};

/** What a request is, and what it may be answered with, in the OpenAPI document. */
export function Describe(operationId: OperationId): MethodDecorator {
  const { summary, description, query = {}, body, answers, errors = [] }: Operation = operations[operationId];
  return applyDecorators(
    ApiOperation({ operationId, summary, ...(description === undefined ? {} : { description }) }),
    ...Object.entries(query).map(([name, about]) =>
      ApiQuery({ name, required: false, description: about, schema: { type: 'string' } }),
    ),
    ...(body === undefined ? [] : [ApiBody({ schema: ref(body) })]),
    ...Object.entries(answers).map(([status, schema]) => answer(Number(status), 'Done.', schema)),
    ...[...errors, 500, 503]
      .filter((status) => !(status in answers))
      .map((status) => answer(status, errorTexts[status] ?? '', 'ErrorMessage')),
  );
}

function answer(status: number, description: string, schema: SchemaName | null): MethodDecorator {
  const content = schema === null ? {} : { content: { 'application/json': { schema: ref(schema) } } };
  return ApiResponse({ status, description, ...content });
}

function ref(schema: SchemaName): { $ref: string } {
  return { $ref: `#/components/schemas/${schema}` };
}
