import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam } from '@nestjs/swagger';
import { ApiAnswer, ApiNotificationId, ApiProblems } from '../notifications/describe.openapi.ts';
import { channelNames } from './delivery.ts';

function ApiChannel(): MethodDecorator {
  return ApiParam({ name: 'channel', schema: { type: 'string', enum: [...channelNames] } });
}

export function DescribeRetry(): MethodDecorator {
  return applyDecorators(
    ApiOperation({
      operationId: 'retryDelivery',
      summary: 'Try a parked delivery again',
      description:
        'It begins anew, with as many attempts as the first time. One that is under way stays as it is.',
    }),
    ApiNotificationId(),
    ApiChannel(),
    ApiAnswer(202, 'The delivery, pending.', 'Delivery'),
    ApiProblems({
      404: 'There is no such notification, or it was not to be delivered by this channel.',
      409: 'It has been delivered already, or the channel is switched off.',
      503: 'The database is away; try again a little later.',
    }),
  );
}

export function DescribeRetryAll(): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId: 'retryDeliveries', summary: 'Try every parked delivery of a channel again' }),
    ApiChannel(),
    ApiAnswer(202, 'How many were parked.', 'Retried'),
    ApiProblems({
      404: 'There is no such channel.',
      409: 'The channel is switched off.',
      503: 'The database is away; try again a little later.',
    }),
  );
}
