import type { RunningPlatform } from '../platform/running-platform.ts';

/** The command that prints the record at a place, `topic[partition]@offset`, with Kafka's own console consumer. */
export function readCommand({ kafkaTool }: RunningPlatform, place: string): string {
  const [, topic, partition, offset] = /^(.+)\[(\d+)\]@(\d+)$/.exec(place) ?? [];
  const tool = kafkaTool('kafka-console-consumer');
  return `${tool} --topic ${topic} --partition ${partition} --offset ${offset} --max-messages 1`;
}

/** The command that prints how far a consumer group is, and what it has before it. */
export function lagCommand({ kafkaTool }: RunningPlatform, group: string): string {
  return `${kafkaTool('kafka-consumer-groups')} --describe --group ${group}`;
}
