import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from '../stack/folders.ts';

/** The command that prints the record at a place, `topic[partition]@offset`, with Kafka's own console consumer. */
export async function readCommand(brokers: readonly string[], place: string): Promise<string> {
  const [, topic, partition, offset] = /^(.+)\[(\d+)\]@(\d+)$/.exec(place) ?? [];
  return (
    `java -cp '${await kafkaJars()}' org.apache.kafka.tools.consumer.ConsoleConsumer --bootstrap-server ${brokers[0]} ` +
    `--topic ${topic} --partition ${partition} --offset ${offset} --max-messages 1`
  );
}

/** The command that prints how far a consumer group is, and what it has before it. */
export async function lagCommand(brokers: readonly string[], group: string): Promise<string> {
  return (
    `java -cp '${await kafkaJars()}' org.apache.kafka.tools.consumer.group.ConsumerGroupCommand ` +
    `--bootstrap-server ${brokers[0]} --describe --group ${group}`
  );
}

/** The class path of Kafka's tools, as the local stack has downloaded them. */
async function kafkaJars(): Promise<string> {
  const folders = await readdir(cacheFolder());
  const newest =
    folders
      .filter((name) => /^kafka-\d/.test(name))
      .toSorted()
      .at(-1) ?? 'kafka-*';
  return join(cacheFolder(), newest, '*');
}
