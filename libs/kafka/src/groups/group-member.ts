import type { Consumer, ConsumerConfig, EachBatchPayload, PartitionAssigner } from 'kafkajs';
import kafkajs from 'kafkajs';
import { atMost } from '../at-most.ts';
import type { KafkaConnection } from '../connection.ts';
import type { Place } from './share-partitions.ts';
import { type JoinedGroup, type JoinHookedAssigner, withJoinHooks } from '../kafkajs/joining.ts';

export interface GroupMemberOptions {
  readonly group: string;
  /** By default kafkajs's own, which deals partitions out in turn. */
  readonly assigner?: PartitionAssigner;
  /** What differs from the defaults here. */
  readonly consumer?: Partial<Omit<ConsumerConfig, 'groupId' | 'partitionAssigners'>>;
  /** Batches of a fetch that are handed over without waiting for each other; default 1. */
  readonly partitionsConsumedConcurrently?: number;
  /** What to read; asked for before each join. The topics have to exist. */
  topics(): readonly string[];
  /** Done before each join, the first one too; without heartbeats, so well within the session. */
  beforeJoin?(): Promise<void>;
  /** Called before anything is read under the new assignment. */
  joined(group: JoinedGroup): void;
  /** Takes records over, and only that: whoever takes long here keeps the heartbeats from being sent. */
  take(payload: EachBatchPayload): void;
  /** Everything of a partition between two offsets was handed over: what was not is markers of transactions, or was compacted away. */
  reached?(place: Place, firstOffset: number, end: number): void;
  /** The coordinator knows the member: told at each heartbeat. */
  alive?(): void;
  /** The member has left its group, and comes back by itself. */
  crashed?(): void;
  /** Told once if it has died for good. */
  died(reason: string): void;
}

export const sessionTimeoutMs = 10_000;
const heartbeatIntervalMs = 3_000;
/** How long a fetch may wait for records while there is work; also how soon a partition that was paused is read again. */
const fetchWaitMs = 250;
const maxBytesPerPartition = 1024 * 1024;
/** How long leaving the group may take when the service stops. */
const leaveTimeoutMs = 5_000;
/** A running consumer gets an answer at least once a second, and if all its partitions are paused, to each heartbeat. */
const maxSilenceMs = 5_000;
/** Longer than a rebalance can take; no outage of the broker is as silent, since every attempt to come back is a sign of life. */
const deadAfterMs = 120_000;
const watchIntervalMs = 5_000;

/** A member of a consumer group: joins, stays, comes back after an outage, and says how it is. */
export class GroupMember {
  private readonly connection: KafkaConnection;
  private readonly options: GroupMemberOptions;
  private readonly hooked: JoinHookedAssigner;
  private consumer: Consumer | undefined;
  private isStopping = false;
  private lastSignOfLifeMs = performance.now();
  private lastAnswerMs = performance.now();
  private state: keyof typeof states | 'running' = 'starting';
  private watchdog: NodeJS.Timeout | undefined;

  constructor(connection: KafkaConnection, options: GroupMemberOptions) {
    this.connection = connection;
    this.options = options;
    this.hooked = withJoinHooks(options.assigner ?? kafkajs.PartitionAssigners.roundRobin, {
      beforeJoin: () => options.beforeJoin?.() ?? Promise.resolve(),
      topics: () => options.topics(),
      joined: (group) => {
        this.signOfLife('running');
        options.joined(group);
      },
    });
  }

  /** Joins the group. The topics have to exist. */
  async start(): Promise<void> {
    const { group, partitionsConsumedConcurrently = 1 } = this.options;
    const sessionTimeout = this.options.consumer?.sessionTimeout ?? sessionTimeoutMs;
    const consumer = this.connection.consumer({
      sessionTimeout,
      // What a member does before it joins fits into its session: whoever is not back by then is not waited for.
      rebalanceTimeout: sessionTimeout,
      heartbeatInterval: heartbeatIntervalMs,
      maxWaitTimeInMs: fetchWaitMs,
      maxBytesPerPartition,
      ...this.options.consumer,
      groupId: group,
      partitionAssigners: [this.hooked.assigner],
    });
    this.consumer = consumer;
    this.listen(consumer);
    await consumer.connect();
    await consumer.subscribe({ topics: [...this.options.topics()], fromBeginning: true });
    this.watchdog = setInterval(() => this.watch(), watchIntervalMs).unref();
    await consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently,
      eachBatch: (payload) => {
        if (!this.isStopping) this.options.take(payload);
        return Promise.resolve();
      },
    });
  }

  /** Has nothing handed over any more; the member stays in its group until `leave`. */
  stopTaking(): void {
    this.isStopping = true;
    clearInterval(this.watchdog);
  }

  /** With Kafka away it cannot, and the next member of the group finds out by itself. */
  async leave(): Promise<void> {
    this.stopTaking();
    this.state = 'stopped';
    await atMost(leaveTimeoutMs, this.consumer?.disconnect());
  }

  /** Joins again soon, for example because `topics` has another answer now. */
  joinAgain(): void {
    this.hooked.joinAgain();
  }

  /** Asks for no more records of a partition, or for more. It stays so whoever it is assigned to. */
  setReading(topic: string, partitions: readonly number[], isReading: boolean): void {
    const places = [{ topic, partitions: [...partitions] }];
    if (isReading) this.consumer?.resume(places);
    else this.consumer?.pause(places);
  }

  /** What is read next of a partition. */
  seek(topic: string, partition: number, offset: number): void {
    this.consumer?.seek({ topic, partition, offset: String(offset) });
  }

  /** Why the member is not at work, in a few words; undefined if it is. */
  missing(): string | undefined {
    if (this.state !== 'running') return states[this.state];
    const silentMs = performance.now() - this.lastAnswerMs;
    return silentMs > maxSilenceMs
      ? `has had no answer from Kafka for ${Math.round(silentMs / 1_000)} s`
      : undefined;
  }

  private listen(consumer: Consumer): void {
    const { events } = consumer;
    consumer.on(events.FETCH_START, () => this.signOfLife());
    consumer.on(events.REQUEST, () => {
      this.lastAnswerMs = performance.now();
    });
    consumer.on(events.HEARTBEAT, () => this.options.alive?.());
    consumer.on(events.REBALANCING, () => this.signOfLife('joining'));
    // Batches of nothing but transaction markers are not handed over; without this they would look like lag for ever.
    consumer.on(events.END_BATCH_PROCESS, ({ payload }) => {
      const { topic, partition, firstOffset, lastOffset } = payload;
      if (!this.isStopping)
        this.options.reached?.({ topic, partition }, Number(firstOffset), Number(lastOffset) + 1);
    });
    consumer.on(events.CRASH, ({ payload: { error, restart } }) => {
      this.signOfLife('crashed');
      this.options.crashed?.();
      if (!restart && !this.isStopping) this.die(`${error.name}: ${error.message}`);
    });
  }

  private signOfLife(state = this.state): void {
    this.lastSignOfLifeMs = performance.now();
    if (!this.isStopping) this.state = state;
  }

  private watch(): void {
    if (performance.now() - this.lastSignOfLifeMs > deadAfterMs)
      this.die(`no sign of life for ${deadAfterMs / 1_000} s`);
  }

  private die(reason: string): void {
    clearInterval(this.watchdog);
    this.options.died(reason);
  }
}

const states = {
  starting: 'has not joined its group yet',
  joining: 'is joining its group again',
  crashed: 'has lost Kafka and starts again',
  stopped: 'has stopped',
};
