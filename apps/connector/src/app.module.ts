import { Module } from '@nestjs/common';
import { KafkaModule } from '@payments/kafka';
import { plugins } from './plugins/plugins.ts';
import { RestModule } from './rest/rest.module.ts';
import { stateTopics, workerOptions } from './settings.ts';
import { WorkerModule } from './worker/worker.module.ts';

/** Connectors come in over Kafka Connect's REST API, are kept in Kafka, and run on whichever worker has their slot. */
@Module({
  imports: [
    KafkaModule.forService('connector', { topics: () => stateTopics() }),
    WorkerModule.forPlugins(plugins, () => workerOptions()),
    RestModule,
  ],
})
export class AppModule {}
