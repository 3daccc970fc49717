import { readCommittedPosition, TransactionalProducer } from '@payments/kafka';
import type { PaymentRecord } from './payment-row.ts';
import { type RelayNames, relayNames, type RelayOptions } from './relay-options.ts';
import { formatRelayPosition, parseRelayPosition, type RelayPosition } from './relay-position.ts';
import { RelayPositionLostError } from './relay.errors.ts';

/** Longer than a transaction takes, and as long as readers may have to wait for one whose relay died. */
const transactionTimeoutMs = 10_000;

/** Where the payments go: a topic, and in the same transactions the position up to which they are in it. */
export class Publication {
  private readonly names: RelayNames;
  private readonly producer: TransactionalProducer;
  /** The end of the topic's first partition, as far as it is known; the position's offset, for whoever looks at lags. */
  private topicEnd = '0';

  private constructor(private readonly options: RelayOptions) {
    this.names = options.names ?? relayNames;
    this.producer = new TransactionalProducer(options.kafka, {
      transactionalId: this.names.transactionalId,
      transactionTimeoutMs,
    });
  }

  /** Takes publishing over from whoever did it before, whose last transaction is then committed or aborted for good. */
  static async open(options: RelayOptions): Promise<Publication> {
    const publication = new Publication(options);
    try {
      await publication.producer.open();
      return publication;
    } catch (error) {
      await publication.close();
      throw error;
    }
  }

  /**
   * The position of the last transaction; undefined if there never was one.
   *
   * @throws RelayPositionLostError if it is not one of the relay's
   */
  async committed(): Promise<RelayPosition | undefined> {
    const { group, topic } = this.names;
    const committed = await readCommittedPosition(this.options.kafka, group, topic, positionPartition);
    if (committed === undefined) return undefined;
    this.topicEnd = committed.offset;
    const position = parseRelayPosition(committed.metadata);
    if (position !== undefined) return position;
    throw new RelayPositionLostError(
      `What group ${group} has committed for ${topic} is no position of the relay: "${committed.metadata.slice(0, 100)}".`,
    );
  }

  /** Publishes the records and commits the position, both or neither. */
  async publish(records: readonly PaymentRecord[], position: RelayPosition): Promise<void> {
    const { group, topic } = this.names;
    const metadata = formatRelayPosition(position);
    const written = await this.producer.transact({
      records,
      offsets: {
        group,
        positions: [{ topic, partition: positionPartition, offset: this.topicEnd, metadata }],
      },
    });
    for (const { partition, firstOffset, records: count } of written) {
      if (partition === positionPartition) this.topicEnd = String(firstOffset + BigInt(count));
    }
  }

  close(): Promise<void> {
    return this.producer.close();
  }
}

const positionPartition = 0;
