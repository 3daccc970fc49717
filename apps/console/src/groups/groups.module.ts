import { Module } from '@nestjs/common';
import { TopicsModule } from '../topics/topics.module.ts';
import { Groups } from './groups.service.ts';
import { GroupsController } from './groups.controller.ts';
import { LagHistory } from './lag-history.service.ts';

/** Consumer groups. */
@Module({
  imports: [TopicsModule],
  controllers: [GroupsController],
  providers: [Groups, LagHistory],
  exports: [LagHistory],
})
export class GroupsModule {}
