import type { KafkaConnection } from '../connection.ts';
import { errorType, isAnswerLost } from '../errors.ts';
import { type Broker, coordinatorTypes, request, sendTo } from '../kafkajs/internals.ts';
import { retry } from '../retry.ts';
import { offsetDeleteCall } from '../wire/offset-delete.ts';
import type { Place } from './share-partitions.ts';

/** A group still has members: its positions are theirs. */
export class GroupNotEmptyError extends Error {
  override readonly name = 'GroupNotEmptyError';
  readonly group: string;

  constructor(group: string, options?: ErrorOptions) {
    super(`The group ${group} still has members.`, options);
    this.group = group;
  }
}

const timeoutMs = 30_000;
const noGeneration = -1;
const brokersRetention = '-1';
const noMember = '';
const coordinatorErrors = new Set([
  'GROUP_LOAD_IN_PROGRESS',
  'GROUP_COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR_FOR_GROUP',
  'KafkaJSGroupCoordinatorNotFound',
]);
const notEmpty = new Set(['UNKNOWN_MEMBER_ID', 'NON_EMPTY_GROUP', 'GROUP_SUBSCRIBED_TO_TOPIC']);
const noSuchGroup = 'GROUP_ID_NOT_FOUND';

/** Sets positions of a group that has no members. @throws GroupNotEmptyError */
export async function setGroupOffsets(
  connection: KafkaConnection,
  group: string,
  positions: readonly (Place & { readonly offset: number })[],
): Promise<void> {
  if (positions.length === 0) return;
  const topics = [...Map.groupBy(positions, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
    topic,
    partitions: ofTopic.map(({ partition, offset }) => ({ partition, offset: String(offset), metadata: '' })),
  }));
  await withCoordinator(connection, group, (coordinator) =>
    request(coordinator, 'OffsetCommit', {
      groupId: group,
      groupGenerationId: noGeneration,
      memberId: noMember,
      retentionTime: brokersRetention,
      topics,
    }),
  );
}

/** Has a group without members forget positions. @throws GroupNotEmptyError */
export async function forgetGroupOffsets(
  connection: KafkaConnection,
  group: string,
  places: readonly Place[],
): Promise<void> {
  if (places.length === 0) return;
  const topics = [...Map.groupBy(places, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
    topic,
    partitions: ofTopic.map(({ partition }) => partition),
  }));
  await withCoordinator(connection, group, (coordinator) =>
    sendTo(coordinator, offsetDeleteCall({ group, topics })),
  ).catch((error: unknown) => {
    if (errorType(error) !== noSuchGroup) throw error;
  });
}

async function withCoordinator(
  connection: KafkaConnection,
  group: string,
  work: (coordinator: Broker) => Promise<unknown>,
): Promise<void> {
  const cluster = connection.createCluster();
  try {
    await retry(
      async () => {
        await cluster.connect();
        await cluster.refreshMetadataIfNecessary();
        const coordinator = await cluster.findGroupCoordinator({
          groupId: group,
          coordinatorType: coordinatorTypes.GROUP,
        });
        await work(coordinator);
      },
      {
        timeoutMs,
        firstPauseMs: 50,
        maxPauseMs: 500,
        isRetriable: (error) => isAnswerLost(error) || coordinatorErrors.has(errorType(error)),
      },
    );
  } catch (error) {
    if (!notEmpty.has(errorType(error))) throw error;
    throw new GroupNotEmptyError(group, { cause: error });
  } finally {
    await cluster.disconnect();
  }
}
