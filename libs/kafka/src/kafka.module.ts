import { type DynamicModule, type FactoryProvider, Global, Logger, Module } from '@nestjs/common';
import { Readiness, readSettings } from '@payments/service';
import { Type } from 'typebox';
import { connectKafka, KafkaConnection } from './connection.ts';
import { EventProducer } from './producer/event-producer.ts';
import { ProcessorHost } from './processor/processor-host.ts';
import type { ProcessorDefinition } from './processor/stateful-handler.ts';
import type { TopicDefinition } from './topics/ensure-topics.ts';
import { KafkaTopics } from './topics/kafka-topics.ts';
import { KafkaEventServer, type KafkaEventServerOptions } from './transport/kafka-event-server.ts';

export interface KafkaModuleOptions {
  /** Every topic the service reads or writes; missing ones are made at start. A function is asked when the service starts. */
  readonly topics: readonly TopicDefinition[] | (() => readonly TopicDefinition[]);
  /** If the service has handlers for events; its name is the consumer group. */
  readonly consumes?: KafkaEventServerOptions;
  /** If the service is a stateful processor; asked for when the service starts. */
  readonly processes?: () => AnyProcessorDefinition;
}

// oxlint-disable-next-line typescript/no-explicit-any -- what state it keeps is the definition's own business
type AnyProcessorDefinition = ProcessorDefinition<any, any>;

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
  static forService(name: string, { topics, consumes, processes }: KafkaModuleOptions): DynamicModule {
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
        new KafkaTopics({
          connection: kafka,
          producer: events,
          readiness,
          topics: typeof topics === 'function' ? topics() : topics,
        }),
    };
    const server = consumes === undefined ? [] : [eventServer(name, consumes)];
    const processor = processes === undefined ? [] : [processorHost(processes)];
    return {
      module: KafkaModule,
      providers: [connection, producer, kafkaTopics, ...server, ...processor],
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

function processorHost(definition: () => AnyProcessorDefinition): FactoryProvider {
  return {
    provide: ProcessorHost,
    inject: [KafkaConnection, KafkaTopics, Readiness],
    useFactory: (connection: KafkaConnection, topics: KafkaTopics, readiness: Readiness) =>
      new ProcessorHost({ connection, topics, readiness, definition: definition() }),
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
