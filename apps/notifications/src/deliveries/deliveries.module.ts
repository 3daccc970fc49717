import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChannelsModule } from '../channels/channels.module.ts';
import { NotificationsModule } from '../notifications/notifications.module.ts';
import { AnnouncementTask } from './announcement.task.ts';
import { DeliveriesController } from './deliveries.controller.ts';
import { DeliveryEntity } from './delivery.entity.ts';
import { DeliveryMetrics } from './delivery.metrics.ts';
import { DeliveryQueue } from './delivery-queue.service.ts';
import { DeliveryTask } from './delivery.task.ts';
import { ParkedDeliveries } from './parked-deliveries.service.ts';

@Module({
  imports: [TypeOrmModule.forFeature([DeliveryEntity]), ChannelsModule, NotificationsModule],
  controllers: [DeliveriesController],
  providers: [DeliveryQueue, DeliveryTask, AnnouncementTask, DeliveryMetrics, ParkedDeliveries],
})
export class DeliveriesModule {}
