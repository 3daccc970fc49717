import { ApiParam, ApiResponse, type ApiResponseOptions } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';

/** The schemas of `app.module.ts`'s OpenAPI document that operations refer to. */
type SchemaName = 'Delivery' | 'Notification' | 'NotificationPage' | 'Retried';

/** An answer that goes well. */
export function ApiAnswer(status: number, description: string, schema: SchemaName): MethodDecorator {
  return ApiResponse({ status, description, content: content('application/json', schema) });
}

/** The problems an operation answers with: by status, the sentence that says when. */
export function ApiProblems(problems: Readonly<Record<number, string>>): MethodDecorator {
  return applyDecorators(
    ...Object.entries(problems).map(([status, description]) =>
      ApiResponse({
        status: Number(status),
        description,
        content: content('application/problem+json', 'Problem'),
        ...(retryLaterStatuses.has(status) ? { headers: retryAfter } : {}),
      }),
    ),
  );
}

export function ApiUserId(): MethodDecorator {
  const schema = { type: 'string', pattern: '^[A-Za-z0-9._@-]{1,64}$' } as const;
  return ApiParam({ name: 'userId', schema, example: 'asha' });
}

export function ApiNotificationId(): MethodDecorator {
  return ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } });
}

const retryLaterStatuses = new Set(['429', '503']);
const retryAfter = { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' as const } } };

function content(
  mediaType: string,
  schema: SchemaName | 'Problem',
): NonNullable<ApiResponseOptions['content']> {
  return { [mediaType]: { schema: { $ref: `#/components/schemas/${schema}` } } };
}
