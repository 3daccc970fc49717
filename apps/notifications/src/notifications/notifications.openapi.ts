import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiQuery } from '@nestjs/swagger';
import { ApiAnswer, ApiNotificationId, ApiProblems, ApiUserId } from './describe.openapi.ts';

const databaseAway = { 503: 'The database is away; try again a little later.' };

export function DescribeList(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'listNotifications',
      summary: 'The notifications of a user, newest first',
      description: 'The pages stay as they are while new notifications arrive.',
    }),
    ApiUserId(),
    ApiQuery({
      name: 'limit',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    }),
    ApiQuery({
      name: 'cursor',
      required: false,
      schema: { type: 'string' },
      description: 'nextCursor of the page before.',
    }),
    ApiAnswer(200, 'A page.', 'NotificationPage'),
    ApiProblems({ 400: 'The user, limit or cursor cannot be used.', ...databaseAway }),
  );
}

export function DescribeRead(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'readNotification',
      summary: 'Mark a notification as read',
      description: 'Again: no change; readAt stays the first time.',
    }),
    ApiNotificationId(),
    ApiAnswer(200, 'The notification.', 'Notification'),
    ApiProblems({ 404: 'There is no such notification.', ...databaseAway }),
  );
}
