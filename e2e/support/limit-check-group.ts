import { topics } from '@payments/contracts';
import { eventually } from '@payments/testing';
import type { Journey } from './journey.ts';

const timeoutMs = 60_000;

/** Runs so many instances of limit-check, and returns once each of them works on its share of the partitions. */
export async function shareOutPartitions(journey: Journey, instances: number): Promise<void> {
  await journey.platform.service('limit-check').scale(instances);
  const share = topics.paymentsRequested.partitions / instances;
  await eventually(
    async () => {
      const partitions = await journey.metric('limit-check', 'kafka_processor_partitions');
      return partitions.every((count) => count === share);
    },
    { what: `${share} partitions for each of ${instances} instances of limit-check`, timeoutMs },
  );
}
