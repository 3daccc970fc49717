import type { EachBatchPayload } from 'kafkajs';
import { atMost } from '../at-most.ts';
import { type KafkaConnection, readCommittedPositions } from '../connection.ts';
import { errorType, messageOf } from '../errors.ts';
import type { JoinedGroup } from '../kafkajs/joining.ts';
import { receivedRecords } from '../received-records.ts';
import { retry } from '../retry.ts';
import { topicBounds } from '../topics/topic-bounds.ts';
import { GroupMember } from './group-member.ts';
import {
  type GroupPosition,
  type OwnedPartition,
  PartitionLostError,
  type PartitionWriter,
} from './owned-partition.ts';
import { defaultReadAheadBounds, ReadAhead, type ReadAheadBounds } from './read-ahead.ts';
import type { Place } from './share-partitions.ts';
import { stickyAssigner } from './sticky-assigner.ts';
import { WriterLane } from './writer-lane.ts';

export interface PartitionedConsumerOptions {
  readonly group: string;
  /** Where a partition begins that the group has committed nothing for. */
  readonly startsAt: 'earliest' | 'latest';
  readonly bounds?: ReadAheadBounds;
  /** How long a member may be silent before its partitions go to others, in milliseconds. */
  readonly sessionTimeoutMs?: number;
  /** What to read; asked for before each join. The topics have to exist. */
  topics(): readonly string[];
  open(partition: OwnedPartition): Promise<PartitionWriter>;
  /** Told that the partition is opened again after a pause; returns the pause, in milliseconds. */
  failed(place: Place, error: unknown, failures: number): number;
  opened?(place: Place): void;
  /** Told which partitions this member has now. */
  assigned?(places: readonly Place[]): void;
  /** Told once if it has died for good. */
  died(reason: string): void;
}

/** What can be committed soon has this long when the group rebalances; without heartbeats, so well within the session. */
const handOnTimeoutMs = 5_000;
/** How long it has when the service stops. */
const stopTimeoutMs = 10_000;
/** The broker waits for so much, or for as long as a fetch may wait: what is written away in bulk need not be read in crumbs. */
const fetchedBytes = 512 * 1024;
/** As the broker has them: compressed, they become several times as much. */
const maxFetchedBytes = 2 * 1024 * 1024;
const commitRetry = { timeoutMs: 15_000, firstPauseMs: 50, maxPauseMs: 1_000 };
const lost = new Set(['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID']);

/**
 * A member of a consumer group that gives each of its partitions to a writer. The writer decides what is committed, and with which
 * metadata; whose partition has gone to another member cannot commit any more. A writer that fails is closed and its partition opened
 * again at the committed position, while the others go on.
 */
export class PartitionedConsumer {
  private readonly connection: KafkaConnection;
  private readonly options: PartitionedConsumerOptions;
  private readonly member: GroupMember;
  private readonly readAhead: ReadAhead;
  private readonly lanes = new Map<string, WriterLane>();
  /** Lanes that were given up before they had finished: their successors wait for them. */
  private readonly leftovers = new Map<string, Promise<void>>();
  private owned: readonly Place[] = [];

  constructor(connection: KafkaConnection, options: PartitionedConsumerOptions) {
    this.connection = connection;
    this.options = options;
    this.readAhead = new ReadAhead(options.bounds ?? defaultReadAheadBounds, () => {
      for (const lane of this.lanes.values()) lane.adjustReading();
    });
    this.member = new GroupMember(connection, {
      group: options.group,
      assigner: stickyAssigner(() => this.owned),
      consumer: {
        readUncommitted: false,
        minBytes: fetchedBytes,
        maxBytes: maxFetchedBytes,
        ...(options.sessionTimeoutMs === undefined ? {} : { sessionTimeout: options.sessionTimeoutMs }),
      },
      topics: () => options.topics(),
      beforeJoin: () => atMost(handOnTimeoutMs, this.giveUp({ flush: true })),
      joined: (group) => this.joined(group),
      take: (payload) => this.take(payload),
      reached: (place, firstOffset, end) => this.lanes.get(nameOf(place))?.reach(firstOffset, end),
      crashed: () => void this.giveUp({ flush: false }),
      died: (reason) => options.died(reason),
    });
  }

  /** Joins the group. The topics have to exist. */
  async start(): Promise<void> {
    await this.member.start();
  }

  /** Commits what can be committed, and leaves the group. */
  async stop(): Promise<void> {
    this.member.stopTaking();
    await atMost(stopTimeoutMs, this.giveUp({ flush: true }));
    await this.member.leave();
  }

  /** `topics` has another answer now. */
  topicsChanged(): void {
    this.member.joinAgain();
  }

  /** Why it is not at work, in a few words; undefined if it is. */
  missing(): string | undefined {
    return this.member.missing();
  }

  /** Records of its partitions that the writers have not taken, as far as is known. */
  get lag(): number {
    let lag = 0;
    for (const lane of this.lanes.values()) lag += lane.lag;
    return lag;
  }

  /** Asks Kafka how far its partitions are: those that are not read at the moment tell nothing of it by themselves. */
  async refreshLag(): Promise<void> {
    const topics = new Set([...this.lanes.values()].map(({ topic }) => topic));
    const bounds = await topicBounds(this.connection, [...topics]);
    for (const lane of this.lanes.values()) {
      const end = bounds.get(lane.topic)?.get(lane.partition)?.latest ?? 0;
      lane.highWatermark = Math.max(lane.highWatermark, end);
    }
  }

  private joined(group: JoinedGroup): void {
    this.owned = Object.entries(group.assignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ topic, partition })),
    );
    for (const [topic, partitions] of Object.entries(group.assignment))
      this.member.setReading(topic, partitions, false);
    const positions = this.positions(group.assignment);
    positions.catch(() => undefined);
    for (const place of this.owned) this.openLane(place, { group, positions });
    this.options.assigned?.(this.owned);
  }

  private openLane(
    place: Place,
    { group, positions }: { group: JoinedGroup; positions: Promise<ReadonlyMap<string, GroupPosition>> },
  ): void {
    const { options } = this;
    const { topic, partition } = place;
    let known: Promise<ReadonlyMap<string, GroupPosition>> | undefined = positions;
    const lane = new WriterLane(place, {
      readAhead: this.readAhead,
      before: this.leftovers.get(nameOf(place)),
      // All partitions ask together the first time, and each for itself when it is opened again.
      position: async () => {
        const found = (await (known ?? this.positions({ [topic]: [partition] }))).get(nameOf(place));
        known = undefined;
        if (found === undefined) throw new Error(`${nameOf(place)} has no position.`);
        return found;
      },
      open: (owned) => options.open(owned),
      commit: (_, position) => this.commit(group, place, position),
      readFrom: (_, offset) => this.readFrom(lane, offset),
      setReading: (_, isReading) => this.member.setReading(topic, [partition], isReading),
      failed: (_, error, failures) => {
        known = undefined;
        return options.failed(place, error, failures);
      },
      opened: () => options.opened?.(place),
    });
    this.lanes.set(nameOf(place), lane);
  }

  /** A lane that is no longer the one of its partition has no say in what is read. */
  private readFrom(lane: WriterLane, offset: number | undefined): void {
    if (this.lanes.get(nameOf(lane)) !== lane) return;
    if (offset !== undefined) this.member.seek(lane.topic, lane.partition, offset);
    this.member.setReading(lane.topic, [lane.partition], offset !== undefined);
  }

  private take(payload: EachBatchPayload): void {
    const { batch } = payload;
    const lane = this.lanes.get(nameOf(batch));
    if (lane === undefined || payload.isStale()) return;
    lane.highWatermark = Number(batch.highWatermark);
    lane.add(receivedRecords(batch), Number(batch.lastOffset()) + 1);
  }

  private async positions(
    partitions: Readonly<Record<string, readonly number[]>>,
  ): Promise<ReadonlyMap<string, GroupPosition>> {
    const { group, startsAt } = this.options;
    const committed = await readCommittedPositions(this.connection, group, partitions);
    const fresh = new Set(
      committed.filter(({ position }) => position === undefined).map(({ topic }) => topic),
    );
    const bounds = await topicBounds(this.connection, [...fresh]);
    return new Map(
      committed.map(({ topic, partition, position }) => {
        const start = bounds.get(topic)?.get(partition)?.[startsAt] ?? 0;
        const offset = position === undefined ? start : Number(position.offset);
        return [nameOf({ topic, partition }), { offset, metadata: position?.metadata ?? '' }];
      }),
    );
  }

  // oxlint-disable-next-line max-params -- a place and its position, in a generation
  private async commit(group: JoinedGroup, place: Place, position: GroupPosition): Promise<void> {
    try {
      await retry(() => group.commit([{ ...place, ...position }]), {
        ...commitRetry,
        isRetriable: (error) => !lost.has(errorType(error)) && !(error instanceof PartitionLostError),
      });
    } catch (error) {
      if (!lost.has(errorType(error))) throw error;
      this.member.joinAgain();
      throw new PartitionLostError(
        `${nameOf(place)} was not committed, the group goes on without us: ${messageOf(error)}`,
        { cause: error },
      );
    }
  }

  private async giveUp(how: { flush: boolean }): Promise<void> {
    const lanes = [...this.lanes];
    const stopped = lanes.map(async ([key, lane]) => {
      const stop = lane.stop(how);
      this.leftovers.set(key, stop);
      await stop;
      if (this.leftovers.get(key) === stop) this.leftovers.delete(key);
      if (this.lanes.get(key) === lane) this.lanes.delete(key);
    });
    await Promise.all(stopped);
  }
}

function nameOf({ topic, partition }: Place): string {
  return `${topic}[${partition}]`;
}
