import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { ApiProblems, ApiUserId } from '../notifications/describe.openapi.ts';

export function DescribeStream(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'streamNotifications',
      summary: 'The notifications of a user as they are stored, as server-sent events',
      description:
        'Each event is named `notification`; its data is a notification, its id the id of that. With Last-Event-ID ' +
        'the stream begins with what was stored after it; without, with what is stored from now on. Comments keep the connection alive.',
    }),
    ApiUserId(),
    ApiHeader({
      name: 'Last-Event-ID',
      required: false,
      schema: { type: 'string', format: 'uuid' },
      description: 'The id of the last notification that was seen.',
    }),
    ApiQuery({
      name: 'lastEventId',
      required: false,
      schema: { type: 'string', format: 'uuid' },
      description: 'The same, for clients that cannot set the header; the header wins.',
    }),
    ApiResponse({
      status: 200,
      description: 'The stream.',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    }),
    ApiProblems({
      400: 'The user cannot be used, or Last-Event-ID is not the id of a notification of this user.',
      429: 'The user has too many streams open.',
      503: 'The database is away, or this instance can hold no more streams.',
    }),
  );
}
