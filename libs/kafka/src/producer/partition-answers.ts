/** What the producer does about an error code the broker answers a batch with. */
export type Verdict = 'written' | 'too-large' | 'retry' | 'fenced' | 'refused';

const verdicts: Readonly<Record<number, Verdict>> = {
  0: 'written',
  // DUPLICATE_SEQUENCE_NUMBER: an earlier attempt of the same bytes got through.
  46: 'written',
  // MESSAGE_TOO_LARGE, RECORD_LIST_TOO_LARGE
  10: 'too-large',
  18: 'too-large',
  // INVALID_PRODUCER_EPOCH, PRODUCER_FENCED
  47: 'fenced',
  90: 'fenced',
  // CORRUPT_MESSAGE, UNKNOWN_TOPIC_OR_PARTITION, LEADER_NOT_AVAILABLE, NOT_LEADER_OR_FOLLOWER, REQUEST_TIMED_OUT
  2: 'retry',
  3: 'retry',
  5: 'retry',
  6: 'retry',
  7: 'retry',
  // REPLICA_NOT_AVAILABLE, NETWORK_EXCEPTION, COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR
  9: 'retry',
  13: 'retry',
  14: 'retry',
  15: 'retry',
  16: 'retry',
  // NOT_ENOUGH_REPLICAS, NOT_ENOUGH_REPLICAS_AFTER_APPEND, CONCURRENT_TRANSACTIONS, KAFKA_STORAGE_ERROR
  19: 'retry',
  20: 'retry',
  51: 'retry',
  56: 'retry',
  // FENCED_LEADER_EPOCH, UNKNOWN_LEADER_EPOCH
  74: 'retry',
  75: 'retry',
};

export function verdictOn(errorCode: number): Verdict {
  return verdicts[errorCode] ?? 'refused';
}
