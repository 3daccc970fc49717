import { topics } from '@payments/contracts';
import type { Journey } from './journey.ts';
import { waitFor } from './wait-for.ts';

/** Runs so many instances of limit-check, and returns once each of them works on its share of the partitions. */
export async function shareOutPartitions(journey: Journey, instances: number): Promise<void> {
  await journey.platform.service('limit-check').scale(instances);
  const share = topics.paymentsRequested.partitions / instances;
  await waitFor(`${share} partitions for each of ${instances} instances of limit-check`, async () => {
    const partitions = await journey.metric('limit-check', 'kafka_processor_partitions');
    return partitions.every((count) => count === share);
  });
}
