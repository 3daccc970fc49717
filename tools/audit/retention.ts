import type { KafkaConnection } from '@payments/kafka';

type Admin = Parameters<Parameters<KafkaConnection['withAdmin']>[0]>[0];
type Resource = Parameters<Admin['describeConfigs']>[0]['resources'][number];

/** Kafka's number for a topic among the things that have settings. */
// oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- only libs/kafka has kafkajs's names for it
const topicResource = 2 as Resource['type'];

/** How long topics keep their records, in milliseconds: the shortest of them. Infinity if all keep them for ever. */
export async function shortestRetentionMs(
  connection: KafkaConnection,
  topics: readonly string[],
): Promise<number> {
  const { resources } = await connection.withAdmin((admin) =>
    admin.describeConfigs({
      includeSynonyms: false,
      resources: topics.map((name) => ({ type: topicResource, name, configNames: ['retention.ms'] })),
    }),
  );
  const retentions = resources.flatMap(({ configEntries }) =>
    configEntries.map(({ configValue }) => Number(configValue)),
  );
  return Math.min(...retentions.map((ms) => (ms < 0 ? Infinity : ms)));
}
