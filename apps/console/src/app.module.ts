import { Module } from '@nestjs/common';
import { KafkaModule } from '@payments/kafka';
import { ArchiveModule } from './archive/archive.module.ts';
import { ArchiveStoreModule } from './archive/archive-store.module.ts';
import { ClusterModule } from './cluster/cluster.module.ts';
import { ConnectorsModule } from './connectors/connectors.module.ts';
import { DeadLettersModule } from './dead-letters/dead-letters.module.ts';
import { GroupsModule } from './groups/groups.module.ts';
import { HttpModule } from './http/http.module.ts';
import { KafkaSessionModule } from './kafka/kafka-session.module.ts';
import { TopicsModule } from './topics/topics.module.ts';
import { MysqlModule } from './mysql/mysql.module.ts';
import { OverviewModule } from './overview/overview.module.ts';
import { PaymentsModule } from './payments/payments.module.ts';
import { ServicesModule } from './services/services.module.ts';
import { SettingsModule } from './settings.module.ts';

/** Looks at Kafka, MySQL, S3 and the services, all of which may be away, and shows them to a page in a browser. */
@Module({
  imports: [
    SettingsModule,
    // It needs no topics of its own, so that it starts though Kafka is away.
    KafkaModule.forService('console', { topics: [] }),
    KafkaSessionModule,
    MysqlModule,
    ArchiveStoreModule,
    ServicesModule,
    HttpModule,
    OverviewModule,
    PaymentsModule,
    TopicsModule,
    GroupsModule,
    DeadLettersModule,
    ConnectorsModule,
    ArchiveModule,
    ClusterModule,
  ],
})
export class AppModule {}
