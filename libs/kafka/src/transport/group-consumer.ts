import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, OffsetsByTopicPartition } from 'kafkajs';
import type { KafkaConnection } from '../connection.ts';
import { messageOf } from '../errors.ts';
import { assignerWithHook } from '../kafkajs/before-join.ts';
import { receivedRecords } from '../received-records.ts';
import { OffsetCommitter, type Position } from './offset-committer.ts';
import { type LaneContext, PartitionLane } from './partition-lane.ts';

export interface GroupConsumerOptions extends Pick<
  LaneContext,
  'registry' | 'policy' | 'bounds' | 'deadLetter' | 'observe'
> {
  readonly group: string;
  /** Told how many records of a partition are not handled; undefined once the partition is somebody else's. */
  lag(topic: string, partition: number, records: number | undefined): void;
  /** Told once if the consumer has died for good. */
  died(reason: string): void;
}

const sessionTimeoutMs = 10_000;
const heartbeatIntervalMs = 3_000;
/** How long a fetch may wait for records; also how soon a partition that was paused is read again. */
const fetchWaitMs = 250;
const maxBytesPerPartition = 1024 * 1024;
/** What is under way when the group rebalances has this long to finish; without heartbeats, so well within the session. */
const drainTimeoutMs = 5_000;
const commitAttempts = 3;
/** How long committing, and leaving the group, may each take when the service stops. */
const leaveTimeoutMs = 5_000;
/** A running consumer gets answers several times a second, and if all its partitions are paused, to each heartbeat. */
const maxSilenceMs = 5_000;
/** Longer than a rebalance can take; no outage of the broker is as silent, since every attempt to come back is a sign of life. */
const deadAfterMs = 120_000;
const watchIntervalMs = 5_000;

/** A member of a consumer group that works off each of its partitions in a lane of its own. */
export class GroupConsumer {
  private readonly connection: KafkaConnection;
  private readonly options: GroupConsumerOptions;
  private readonly committer: OffsetCommitter;
  private readonly lanes = new Map<string, PartitionLane>();
  /** Lanes that were given up before they had finished: their successors wait for them. */
  private readonly leftovers = new Map<string, Promise<void>>();
  private consumer: Consumer | undefined;
  private isStopping = false;
  private lastSignOfLifeMs = performance.now();
  private lastAnswerMs = performance.now();
  private state: keyof typeof states | 'running' = 'starting';
  private watchdog: NodeJS.Timeout | undefined;

  constructor(connection: KafkaConnection, options: GroupConsumerOptions) {
    this.connection = connection;
    this.options = options;
    this.committer = new OffsetCommitter(connection.log);
  }

  /** Joins the group. The topics have to exist. */
  async start(): Promise<void> {
    const { group, registry } = this.options;
    const consumer = this.connection.consumer({
      groupId: group,
      partitionAssigners: [assignerWithHook(() => this.drain())],
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatIntervalMs,
      maxWaitTimeInMs: fetchWaitMs,
      maxBytesPerPartition,
    });
    this.consumer = consumer;
    this.listen(consumer);
    await consumer.connect();
    await consumer.subscribe({ topics: [...registry.topics], fromBeginning: true });
    this.watchdog = setInterval(() => this.watch(), watchIntervalMs).unref();
    await consumer.run({ autoCommit: false, eachBatch: (payload) => Promise.resolve(this.take(payload)) });
  }

  /** Finishes what is under way, commits it and leaves the group: nothing of it will be done again. */
  async stop(): Promise<void> {
    this.isStopping = true;
    clearInterval(this.watchdog);
    await Promise.all([...this.lanes.values()].map((lane) => lane.stop()));
    // With Kafka away neither can be done, and the next member of the group finds out by itself.
    await atMost(leaveTimeoutMs, this.commitAll());
    this.state = 'stopped';
    await atMost(leaveTimeoutMs, this.consumer?.disconnect());
  }

  /** Why the consumer is not at work, in a few words; undefined if it is. */
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
    consumer.on(events.REBALANCING, () => this.signOfLife('joining'));
    consumer.on(events.GROUP_JOIN, ({ payload }) => {
      this.signOfLife('running');
      this.committer.use((positions) =>
        consumer.commitOffsets(
          positions.map((position) => ({ ...position, offset: String(position.offset) })),
        ),
      );
      // A partition that was paused stays so across assignments, but its lane is a new one.
      consumer.resume(
        Object.entries(payload.memberAssignment).map(([topic, partitions]) => ({ topic, partitions })),
      );
    });
    // Batches of nothing but transaction markers are not handed over; without this they would look like lag for ever.
    consumer.on(events.END_BATCH_PROCESS, ({ payload: { topic, partition, lastOffset } }) => {
      if (!this.isStopping) this.lane(topic, partition).reach(Number(lastOffset) + 1);
    });
    consumer.on(events.CRASH, ({ payload: { error, restart } }) => {
      this.signOfLife('crashed');
      this.giveUpLanes();
      if (!restart && !this.isStopping) this.die(`${error.name}: ${error.message}`);
    });
  }

  private take(payload: EachBatchPayload): void {
    if (this.isStopping) return;
    const { batch } = payload;
    this.committer.use((positions) => payload.commitOffsetsIfNecessary(offsetsOf(positions)));
    const lane = this.lane(batch.topic, batch.partition);
    lane.add(receivedRecords(batch));
    lane.highWatermark = Number(batch.highWatermark);
  }

  private lane(topic: string, partition: number): PartitionLane {
    const key = `${topic}[${partition}]`;
    let lane = this.lanes.get(key);
    if (lane === undefined) {
      lane = new PartitionLane({ topic, partition }, this.laneContext(key));
      this.lanes.set(key, lane);
    }
    return lane;
  }

  private laneContext(key: string): LaneContext {
    const { registry, policy, bounds, deadLetter, observe } = this.options;
    return {
      registry,
      policy,
      bounds,
      deadLetter,
      observe,
      before: this.leftovers.get(key),
      commit: async ({ topic, partition, position, highWatermark }) => {
        await this.committer.commit({ topic, partition, offset: position });
        this.options.lag(topic, partition, Math.max(0, highWatermark - position));
      },
      setReading: ({ topic, partition }, isReading) => {
        const partitions = [{ topic, partitions: [partition] }];
        if (isReading) this.consumer?.resume(partitions);
        else this.consumer?.pause(partitions);
      },
      broken: (_, error) => this.die(messageOf(error)),
    };
  }

  /** Before the group is joined again: finishes and commits what can be finished in time, and gives all partitions up. */
  private async drain(): Promise<void> {
    const lanes = [...this.lanes.values()];
    if (lanes.length > 0) {
      const finished = Promise.all(lanes.map((lane) => lane.stop())).then(() => this.commitAll());
      await atMost(drainTimeoutMs, finished);
    }
    this.giveUpLanes();
  }

  private async commitAll(): Promise<void> {
    for (const { topic, partition, position } of this.lanes.values())
      if (position >= 0) this.committer.add({ topic, partition, offset: position });
    for (let attempt = 1; attempt <= commitAttempts; attempt += 1) if (await this.committer.flush()) return;
  }

  private giveUpLanes(): void {
    this.committer.forget();
    for (const [key, lane] of this.lanes) {
      this.options.lag(lane.topic, lane.partition, undefined);
      const stopped = lane.stop();
      if (!lane.isIdle) this.leftovers.set(key, stopped);
    }
    this.lanes.clear();
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

function offsetsOf(positions: readonly Position[]): OffsetsByTopicPartition {
  return {
    topics: [...Map.groupBy(positions, ({ topic }) => topic)].map(([topic, ofTopic]) => ({
      topic,
      partitions: ofTopic.map(({ partition, offset }) => ({ partition, offset: String(offset) })),
    })),
  };
}

/** Waits for work that may not come to an end. */
async function atMost(timeoutMs: number, work: Promise<unknown> | undefined): Promise<void> {
  const timer = new AbortController();
  await Promise.race([work, pause(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined)]);
  timer.abort();
}
