import type { Consumer } from 'kafkajs';
import { type KafkaConnection, readCommittedPosition } from '../connection.ts';

interface Source {
  readonly connection: KafkaConnection;
  readonly consumer: Consumer;
  readonly group: string;
  readonly input: string;
  readonly changelog: string;
}

/**
 * The consumer, as seen from one partition: it reads either the changelog, while the state is restored, or the input. The changes
 * are made at once, so that nothing of an older position can come in between.
 */
export class PartitionReader {
  constructor(
    private readonly source: Source,
    readonly partition: number,
  ) {}

  /** Where the group is to go on. What was never committed begins with the first record there is. */
  async committedOffset(): Promise<number> {
    const { connection, group, input } = this.source;
    const committed = await readCommittedPosition(connection, group, input, this.partition);
    return committed === undefined ? this.firstOffset(input) : Number(committed.offset);
  }

  changelogStart(): Promise<number> {
    return this.firstOffset(this.source.changelog);
  }

  readChangelog(offset: number): void {
    this.pause(this.source.input);
    this.seek(this.source.changelog, offset);
    this.resume(this.source.changelog);
  }

  readInput(offset: number): void {
    this.pause(this.source.changelog);
    this.seek(this.source.input, offset);
    this.resume(this.source.input);
  }

  readNothing(): void {
    this.pause(this.source.changelog);
    this.pause(this.source.input);
  }

  pauseInput(): void {
    this.pause(this.source.input);
  }

  resumeInput(): void {
    this.resume(this.source.input);
  }

  private async firstOffset(topic: string): Promise<number> {
    const offsets = await this.source.connection.withAdmin((admin) => admin.fetchTopicOffsets(topic));
    return Number(offsets.find(({ partition }) => partition === this.partition)?.low ?? 0);
  }

  private seek(topic: string, offset: number): void {
    this.source.consumer.seek({ topic, partition: this.partition, offset: String(offset) });
  }

  private pause(topic: string): void {
    this.source.consumer.pause([{ topic, partitions: [this.partition] }]);
  }

  private resume(topic: string): void {
    this.source.consumer.resume([{ topic, partitions: [this.partition] }]);
  }
}
