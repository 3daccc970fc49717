import { Module } from '@nestjs/common';
import { NotificationsModule } from '../notifications/notifications.module.ts';
import { StreamController } from './stream.controller.ts';
import { StreamHub } from './stream-hub.service.ts';
import { StreamPositions } from './stream-positions.service.ts';

/** Notifications as they come. */
@Module({
  imports: [NotificationsModule],
  controllers: [StreamController],
  providers: [StreamHub, StreamPositions],
})
export class StreamModule {}
