import type { EachBatchPayload } from 'kafkajs';
import { atMost } from '../at-most.ts';
import type { KafkaConnection } from '../connection.ts';
import { messageOf } from '../errors.ts';
import { GroupMember } from '../groups/group-member.ts';
import type { JoinedGroup } from '../kafkajs/joining.ts';
import { receivedRecords } from '../received-records.ts';
import { OffsetCommitter } from './offset-committer.ts';
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

/** What is under way when the group rebalances has this long to finish; without heartbeats, so well within the session. */
const drainTimeoutMs = 5_000;
const commitAttempts = 3;
/** How long committing may take when the service stops. */
const lastCommitTimeoutMs = 5_000;

/** A member of a consumer group that works off each of its partitions in a lane of its own. */
export class GroupConsumer {
  private readonly options: GroupConsumerOptions;
  private readonly member: GroupMember;
  private readonly committer: OffsetCommitter;
  private readonly lanes = new Map<string, PartitionLane>();
  /** Lanes that were given up before they had finished: their successors wait for them. */
  private readonly leftovers = new Map<string, Promise<void>>();

  constructor(connection: KafkaConnection, options: GroupConsumerOptions) {
    this.options = options;
    this.committer = new OffsetCommitter(connection.log);
    this.member = new GroupMember(connection, {
      group: options.group,
      topics: () => [...options.registry.topics],
      beforeJoin: () => this.drain(),
      joined: (group) => this.joined(group),
      take: (payload) => this.take(payload),
      reached: ({ topic, partition }, _, end) => this.lane(topic, partition).reach(end),
      crashed: () => this.giveUpLanes(),
      died: (reason) => options.died(reason),
    });
  }

  /** Joins the group. The topics have to exist. */
  async start(): Promise<void> {
    await this.member.start();
  }

  /** Finishes what is under way, commits it and leaves the group: nothing of it will be done again. */
  async stop(): Promise<void> {
    this.member.stopTaking();
    await Promise.all([...this.lanes.values()].map((lane) => lane.stop()));
    // With Kafka away neither can be done, and the next member of the group finds out by itself.
    await atMost(lastCommitTimeoutMs, this.commitAll());
    await this.member.leave();
  }

  /** Why the consumer is not at work, in a few words; undefined if it is. */
  missing(): string | undefined {
    return this.member.missing();
  }

  private joined(group: JoinedGroup): void {
    this.committer.use((positions) => group.commit(positions));
    // A partition that was paused stays so across assignments, but its lane is a new one.
    for (const [topic, partitions] of Object.entries(group.assignment))
      this.member.setReading(topic, partitions, true);
  }

  private take({ batch }: EachBatchPayload): void {
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
      commit: ({ topic, partition, position, highWatermark }) => {
        this.committer.commitSoon({ topic, partition, offset: position });
        this.options.lag(topic, partition, Math.max(0, highWatermark - position));
      },
      setReading: ({ topic, partition }, isReading) => this.member.setReading(topic, [partition], isReading),
      broken: (_, error) => this.options.died(messageOf(error)),
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
}
