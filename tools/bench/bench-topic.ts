import type { TopicDefinition } from '@payments/kafka';

/** As many as the platform's own topics have. */
export const partitions = 6;
/** Longer than whatever is measured on it takes. */
const retentionMs = 3_600_000;

/** A topic of the bench, as it has to be before its first use. */
export function benchTopic(name: string): TopicDefinition {
  return { name, partitions, cleanup: 'delete', retentionMs };
}
