import { Controller, HttpCode, Param, Post, UseFilters } from '@nestjs/common';
import { DatabaseProblemFilter } from '@payments/database';
import { ApiTags } from '@nestjs/swagger';
import type { DeliveryView, RetriedView } from '../notifications/notification-view.ts';
import { notificationIdOf } from '../notifications/parameters.ts';
import { DescribeRetry, DescribeRetryAll } from './deliveries.openapi.ts';
import { ParkedDeliveries } from './parked-deliveries.service.ts';

@ApiTags('deliveries')
@Controller('v1')
@UseFilters(DatabaseProblemFilter)
export class DeliveriesController {
  constructor(private readonly parked: ParkedDeliveries) {}

  @Post('notifications/:id/deliveries/:channel/retry')
  @HttpCode(202)
  @DescribeRetry()
  retry(@Param('id') id: string, @Param('channel') channel: string): Promise<DeliveryView> {
    return this.parked.retry(notificationIdOf(id), channel);
  }

  @Post('deliveries/:channel/retry')
  @HttpCode(202)
  @DescribeRetryAll()
  retryAll(@Param('channel') channel: string): Promise<RetriedView> {
    return this.parked.retryAll(channel);
  }
}
