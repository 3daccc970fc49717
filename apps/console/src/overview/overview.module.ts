import { Module } from '@nestjs/common';
import { ArchiveModule } from '../archive/archive.module.ts';
import { ClusterModule } from '../cluster/cluster.module.ts';
import { ConnectorsModule } from '../connectors/connectors.module.ts';
import { DeadLettersModule } from '../dead-letters/dead-letters.module.ts';
import { GroupsModule } from '../groups/groups.module.ts';
import { HttpModule } from '../http/http.module.ts';
import { Audit } from './audit.service.ts';
import { FlowWatch } from './flow.service.ts';
import { OverviewController } from './overview.controller.ts';
import { OverviewWatch } from './overview.service.ts';

/** The platform in one look. */
@Module({
  imports: [HttpModule, ArchiveModule, ClusterModule, ConnectorsModule, DeadLettersModule, GroupsModule],
  controllers: [OverviewController],
  providers: [Audit, FlowWatch, OverviewWatch],
})
export class OverviewModule {}
