import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChannelsModule } from '../channels/channels.module.ts';
import { Arrivals } from './arrivals.ts';
import { NotificationEntity } from './notification.entity.ts';
import { NotificationStore } from './notification-store.service.ts';
import { NotificationsController } from './notifications.controller.ts';
import { NotificationsService } from './notifications.service.ts';

@Module({
  imports: [TypeOrmModule.forFeature([NotificationEntity]), ChannelsModule],
  controllers: [NotificationsController],
  providers: [Arrivals, NotificationStore, NotificationsService],
  exports: [Arrivals, NotificationStore, NotificationsService],
})
export class NotificationsModule {}
