import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { KafkaTool, RunningPlatform } from '../platform/running-platform.ts';
import { cacheFolder } from '../stack/folders.ts';

const programs: Record<KafkaTool, string> = {
  'kafka-console-consumer': 'org.apache.kafka.tools.consumer.ConsoleConsumer',
  'kafka-consumer-groups': 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
};

/** The command that prints the record at a place, `topic[partition]@offset`, with Kafka's own console consumer. */
export async function readCommand(platform: RunningPlatform, place: string): Promise<string> {
  const [, topic, partition, offset] = /^(.+)\[(\d+)\]@(\d+)$/.exec(place) ?? [];
  const tool = await toolOf(platform, 'kafka-console-consumer');
  return `${tool} --topic ${topic} --partition ${partition} --offset ${offset} --max-messages 1`;
}

/** The command that prints how far a consumer group is, and what it has before it. */
export async function lagCommand(platform: RunningPlatform, group: string): Promise<string> {
  return `${await toolOf(platform, 'kafka-consumer-groups')} --describe --group ${group}`;
}

async function toolOf({ kafkaTool, stack }: RunningPlatform, name: KafkaTool): Promise<string> {
  if (kafkaTool !== undefined) return kafkaTool(name);
  const [broker] = stack.addresses.kafka.brokers;
  return `java -cp '${await kafkaJars()}' ${programs[name]} --bootstrap-server ${broker}`;
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
