import { type DynamicModule, type FactoryProvider, Global, Logger, Module } from '@nestjs/common';
import { Readiness, readSettings } from '@payments/service';
import { Type } from 'typebox';
import { connectKafka, KafkaConnection } from './connection.ts';
import { EventProducer } from './producer/event-producer.ts';
import type { TopicDefinition } from './topics/ensure-topics.ts';
import { KafkaTopics } from './topics/kafka-topics.ts';
import { KafkaEventServer, type KafkaEventServerOptions } from './transport/kafka-event-server.ts';

export interface KafkaModuleOptions {
  /** Every topic the service reads or writes; missing ones are made at start. */
  readonly topics: readonly TopicDefinition[];
  /** If the service has handlers for events; its name is the consumer group. */
  readonly consumes?: KafkaEventServerOptions;
}

/** Kafka for a service: a connection, a producer, and its topics. `KAFKA_BROKERS` names the brokers. */
@Global()
@Module({})
export class KafkaModule {
  /**
   * @param name of the service: the client id, as brokers see it, and the consumer group
   * @example
   * @Module({ imports: [KafkaModule.forService('notifications', { topics: [topics.limitsExceeded] })] })
   * export class AppModule {}
   */
  static forService(name: string, { topics, consumes }: KafkaModuleOptions): DynamicModule {
    const connection = { provide: KafkaConnection, useFactory: () => connect(name) };
    const producer = {
      provide: EventProducer,
      inject: [KafkaConnection],
      useFactory: (kafka: KafkaConnection) => new EventProducer(kafka),
    };
    const kafkaTopics = {
      provide: KafkaTopics,
      inject: [KafkaConnection, EventProducer, Readiness],
      useFactory: (kafka: KafkaConnection, events: EventProducer, readiness: Readiness) =>
        new KafkaTopics({ connection: kafka, producer: events, readiness, topics }),
    };
    const server = consumes === undefined ? [] : [eventServer(name, consumes)];
    return {
      module: KafkaModule,
      providers: [connection, producer, kafkaTopics, ...server],
      exports: [KafkaConnection, EventProducer, KafkaTopics, ...server],
    };
  }
}

function eventServer(group: string, options: KafkaEventServerOptions): FactoryProvider<KafkaEventServer> {
  return {
    provide: KafkaEventServer,
    inject: [KafkaConnection, EventProducer, KafkaTopics, Readiness],
    useFactory: (
      connection: KafkaConnection,
      producer: EventProducer,
      topics: KafkaTopics,
      readiness: Readiness,
    ) => new KafkaEventServer({ group, connection, producer, topics, readiness }, options),
  };
}

function connect(name: string): KafkaConnection {
  const settings = readSettings(
    Type.Object({
      KAFKA_BROKERS: Type.String({
        default: '127.0.0.1:9092',
        pattern: '^[^,:\\s]+:\\d+(,[^,:\\s]+:\\d+)*$',
        description: 'host:port, several separated by commas',
      }),
    }),
  );
  return connectKafka({
    brokers: settings.KAFKA_BROKERS.split(','),
    clientId: name,
    log: new Logger('Kafka'),
  });
}
