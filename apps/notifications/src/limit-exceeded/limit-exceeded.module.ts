import { Module } from '@nestjs/common';
import { NotificationsModule } from '../notifications/notifications.module.ts';
import { LimitExceededConsumer } from './limit-exceeded.consumer.ts';

@Module({ imports: [NotificationsModule], controllers: [LimitExceededConsumer] })
export class LimitExceededModule {}
