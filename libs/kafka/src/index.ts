export {
  connectKafka,
  KafkaConnection,
  type KafkaConnectionOptions,
  readCommittedPosition,
  readCommittedPositions,
} from './connection.ts';
export {
  ProducerFencedError,
  ProducerNotOpenError,
  ProducerQueueFullError,
  RecordTooLargeError,
  SendFailedError,
  TopicMismatchError,
  TransactionFailedError,
} from './errors.ts';
export { KafkaModule, type KafkaModuleOptions } from './kafka.module.ts';
export { EventProducer, type EventProducerOptions } from './producer/event-producer.ts';
export type { WrittenRange } from './producer/partition-queue.ts';
export { shutOut } from './producer/shut-out.ts';
export { TransactionPace } from './producer/transaction-pace.ts';
export type { OffsetsToCommit } from './wire/txn-offset-commit.ts';
export {
  type Transaction,
  TransactionalProducer,
  type TransactionalProducerOptions,
} from './producer/transactional-producer.ts';
export { type OutgoingRecord, partitionFor, type ReceivedRecord } from './records.ts';
export { ensureTopics, type EnsureTopicsOptions, type TopicDefinition } from './topics/ensure-topics.ts';
export { KafkaTopics } from './topics/kafka-topics.ts';
export { isTopicUnused, readTopic } from './topics/read-topic.ts';
export { createTopic, listTopics, type TopicToCreate } from './topics/create-topic.ts';
export { type OnRecords, TopicTail } from './topics/topic-tail.ts';
export type { CommittedPosition, PartitionPosition } from './wire/offset-fetch.ts';
export { forgetGroupOffsets, GroupNotEmptyError, setGroupOffsets } from './groups/group-offsets.ts';
export {
  type GroupPosition,
  type OwnedPartition,
  PartitionLostError,
  type PartitionWriter,
} from './groups/owned-partition.ts';
export { atMost } from './at-most.ts';
export { PartitionedConsumer, type PartitionedConsumerOptions } from './groups/partitioned-consumer.ts';
export type { Place } from './groups/share-partitions.ts';
export { SlotMember, type SlotMemberOptions } from './groups/slot-member.ts';
export { deadLetterHeaders, deadLetterRecord, deadLetterTopicOf } from './dead-letters/dead-letter-record.ts';
export type { Log } from './kafkajs/log.ts';
export { PermanentError } from './permanent-error.ts';
export type {
  OutgoingEvent,
  Outcome,
  ProcessorDefinition,
  StatefulHandler,
} from './processor/stateful-handler.ts';
export {
  type ProcessorObserver,
  type ProcessorOptions,
  StatefulProcessor,
} from './processor/stateful-processor.ts';
export type { ConsumedContract, ConsumedEvent, Received } from './transport/consumed-contract.ts';
export { EventBatchHandler, EventHandler } from './transport/event-handler.decorator.ts';
export { KafkaEventServer, type KafkaEventServerOptions } from './transport/kafka-event-server.ts';
export type { BatchBounds } from './transport/record-queue.ts';
export { defaultRetryPolicy, type RetryPolicy } from './transport/retry-policy.ts';
export type { DeadLetter } from './dead-letters/dead-letter.ts';
export { groupsWithDeadLetters, listDeadLetters } from './dead-letters/list-dead-letters.ts';
export {
  DeadLetterError,
  type LetterContent,
  replayDeadLetters,
  type ReplaySelection,
} from './dead-letters/replay-dead-letters.ts';
export { ClusterSession, KafkaAwayError, KafkaRefusalError } from './cluster/cluster-session.ts';
export { alterConfig, type ConfigOwner, describeConfig, type Setting } from './cluster/configs.ts';
export {
  type BrokerPlace,
  type ClusterDescription,
  describeCluster,
  type PartitionPlaces,
  type TopicPlaces,
} from './cluster/describe-cluster.ts';
export {
  describeGroups,
  type GroupDescription,
  type GroupMemberDescription,
  listGroups,
} from './cluster/describe-groups.ts';
export { describeQuorum } from './cluster/describe-quorum.ts';
export { type OffsetAt, type OffsetTable, partitionOffsets } from './cluster/partition-offsets.ts';
export { replicaSizes } from './cluster/replica-sizes.ts';
export type { ReplicaSize } from './wire/describe-log-dirs.ts';
export type { Quorum, QuorumMember } from './wire/describe-quorum.ts';
export { type ReadPiece, type ReadOptions, readSpans, type Span } from './reading/read-spans.ts';
export { batchPayload, type StoredBatch } from './wire/stored-batch.ts';
export { recordsIn, type StoredHeader, type StoredRecord } from './wire/stored-record.ts';
export {
  addPartitions,
  deleteRecordsBefore,
  deleteTopic,
  makeTopic,
  type NewTopic,
} from './cluster/change-topics.ts';
export { deleteGroup } from './cluster/delete-group.ts';
export { produceOnce } from './cluster/produce-once.ts';
