import { Global, Module } from '@nestjs/common';
import { ClusterSession, KafkaConnection } from '@payments/kafka';
import { ClusterReads } from './cluster-reads.service.ts';

/** The console's lasting connection to Kafka. */
@Global()
@Module({
  providers: [
    {
      provide: ClusterSession,
      inject: [KafkaConnection],
      useFactory: (connection: KafkaConnection) => new ClusterSession(connection),
    },
    ClusterReads,
  ],
  exports: [ClusterSession, ClusterReads],
})
export class KafkaSessionModule {}
