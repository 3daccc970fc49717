import type { KafkaConnection } from '@payments/kafka';

/**
 * How many offsets a group has before it in a topic, over all partitions. Markers of transactions take offsets too, so a group
 * that has read everything may be left with one for each partition.
 */
export async function consumerLag(
  connection: KafkaConnection,
  group: string,
  topic: string,
): Promise<number> {
  return connection.withAdmin(async (admin) => {
    const ends = await admin.fetchTopicOffsets(topic);
    const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    const positions = new Map(
      committed?.partitions.map(({ partition, offset }) => [partition, Number(offset)]),
    );
    return ends.reduce((lag, { partition, low, high }) => {
      const position = positions.get(partition) ?? -1;
      // Nothing committed yet, or what was committed is past its retention: it begins with the first record there is.
      return lag + Number(high) - Math.max(position, Number(low));
    }, 0);
  });
}
