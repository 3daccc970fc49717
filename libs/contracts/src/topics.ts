/** A topic of the platform, as it is created before its first use. */
export interface Topic {
  readonly name: string;
  readonly description: string;
  readonly partitions: number;
  /** `delete` forgets records after `retentionMs`; `compact` keeps the newest record of each key. */
  readonly cleanup: 'delete' | 'compact';
  /** Milliseconds; only for `delete`. */
  readonly retentionMs?: number;
}

const dayMs = 24 * 60 * 60 * 1000;
/** Every topic that is keyed by user has as many partitions, so that one user is in the same one everywhere. */
const userPartitions = 6;

function userTopic(name: string, description: string): Topic {
  return { name, description, partitions: userPartitions, cleanup: 'delete', retentionMs: 7 * dayMs };
}

export const topics = {
  paymentsRequested: userTopic('payments.requested', 'Every committed payment, once, in commit order.'),
  paymentsDecided: userTopic('payments.decided', 'The decision on every payment, once.'),
  limitsExceeded: userTopic('limits.exceeded', 'Payments rejected because their user had reached the limit.'),
  limitsUsage: {
    name: 'limits.usage',
    description: 'The changelog of limit-check: the approved payments of each user, by day.',
    partitions: userPartitions,
    cleanup: 'compact',
  },
  notificationsSent: userTopic('notifications.sent', 'Notifications that reached their user.'),
} as const satisfies Record<string, Topic>;

/** Where a consumer group puts the records it could not process, each with its cause in headers. */
export function deadLetterTopic(group: string): Topic {
  return {
    name: `${group}.dead-letter`,
    description: `What ${group} could not process.`,
    partitions: 1,
    cleanup: 'delete',
    retentionMs: 30 * dayMs,
  };
}
