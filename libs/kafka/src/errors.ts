/** Another producer with the same transactional id has taken over. This one must not go on. */
export class ProducerFencedError extends Error {
  override readonly name = 'ProducerFencedError';
}

/** A record is larger than its topic takes. The records around it are not affected. */
export class RecordTooLargeError extends Error {
  override readonly name = 'RecordTooLargeError';
}

/** Records could not be sent. */
export class SendFailedError extends Error {
  override readonly name = 'SendFailedError';
  /** False: they are not in the log. True: an answer was lost, and they may be. */
  readonly isOutcomeUnknown: boolean;

  constructor(message: string, options: { cause: unknown; isOutcomeUnknown: boolean }) {
    super(message, { cause: options.cause });
    this.isOutcomeUnknown = options.isOutcomeUnknown;
  }
}

/** More records wait than the producer's queue has room for. */
export class ProducerQueueFullError extends Error {
  override readonly name = 'ProducerQueueFullError';
}

/** A transactional producer is used before it was opened, or again after a failure without being opened anew. */
export class ProducerNotOpenError extends Error {
  override readonly name = 'ProducerNotOpenError';
}

/** A transaction did not come to its end as far as is known here: `open` the producer again, then read the committed position. */
export class TransactionFailedError extends Error {
  override readonly name = 'TransactionFailedError';
}

/** What a group has committed cannot be told: a transaction that commits more of it does not end. */
export class PositionUnsettledError extends Error {
  override readonly name = 'PositionUnsettledError';
}

/** A topic exists, but not as this service needs it. */
export class TopicMismatchError extends Error {
  override readonly name = 'TopicMismatchError';
}

/** The name kafkajs or Kafka has for an error, for example `NOT_COORDINATOR_FOR_GROUP`. */
export function errorType(error: unknown): string {
  const { type, name } = error as { type?: string; name?: string };
  return type ?? name ?? 'unknown';
}

const lostAnswers = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'KafkaJSLockTimeout',
  'KafkaJSMetadataNotLoaded',
  'KafkaJSNumberOfRetriesExceeded',
]);

/** True if no answer came: whether the broker did what it was asked is not known. */
export function isAnswerLost(error: unknown): boolean {
  if (error instanceof SendFailedError) return error.isOutcomeUnknown;
  return lostAnswers.has((error as Error).name);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
