import { Module } from '@nestjs/common';
import { HttpModule } from '../http/http.module.ts';
import { MessagePages } from '../messages/message-pages.service.ts';
import { MessageScan } from '../messages/message-scan.service.ts';
import { MessageWrites } from '../messages/message-writes.service.ts';
import { MessagesController } from '../messages/messages.controller.ts';
import { Topics } from './topics.service.ts';
import { TopicsController } from './topics.controller.ts';

/** Topics and the messages in them. */
@Module({
  imports: [HttpModule],
  controllers: [TopicsController, MessagesController],
  providers: [Topics, MessagePages, MessageScan, MessageWrites],
  exports: [Topics, MessagePages],
})
export class TopicsModule {}
