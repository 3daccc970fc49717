import type { EventContract, Topic } from '@payments/contracts';

/** The topics and events as an AsyncAPI 3.0 document, for tools that read those. */
export function asyncApiDocument(events: readonly EventContract[]): object {
  const byTopic = Map.groupBy(events, (event) => event.topic);
  return {
    asyncapi: '3.0.0',
    info: { title: 'Payments on Kafka', version: '1', description: 'What the services say to each other.' },
    defaultContentType: 'application/json',
    servers: { local: { host: '127.0.0.1:9092', protocol: 'kafka' } },
    channels: Object.fromEntries(
      [...byTopic].map(([topic, members]) => [topic.name, channel(topic, members)]),
    ),
    operations: Object.fromEntries(events.map((event) => [`send ${event.type}`, sendOperation(event)])),
    components: { messages: Object.fromEntries(events.map((event) => [event.type, message(event)])) },
  };
}

function channel(topic: Topic, events: readonly EventContract[]): object {
  return {
    address: topic.name,
    description: topic.description,
    messages: Object.fromEntries(
      events.map(({ type }) => [type, { $ref: `#/components/messages/${type.replaceAll('/', '~1')}` }]),
    ),
    bindings: {
      kafka: {
        topic: topic.name,
        partitions: topic.partitions,
        topicConfiguration: {
          'cleanup.policy': [topic.cleanup],
          ...(topic.retentionMs === undefined ? {} : { 'retention.ms': topic.retentionMs }),
        },
        bindingVersion: '0.5.0',
      },
    },
  };
}

function sendOperation({ topic, type, happensWhen }: EventContract): object {
  return {
    action: 'send',
    summary: happensWhen,
    channel: { $ref: `#/channels/${topic.name}` },
    messages: [{ $ref: `#/channels/${topic.name}/messages/${type}` }],
  };
}

function message({ type, happensWhen, schema }: EventContract): object {
  return {
    name: type,
    summary: happensWhen,
    contentType: 'application/cloudevents+json',
    payload: schema,
    bindings: { kafka: { key: { type: 'string', description: 'The user.' }, bindingVersion: '0.5.0' } },
  };
}
