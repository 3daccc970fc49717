import type { KafkaConnection } from '../connection.ts';
import type { JoinedGroup } from '../kafkajs/joining.ts';
import { GroupMember, sessionTimeoutMs as defaultSessionTimeoutMs } from './group-member.ts';
import { stickyAssigner } from './sticky-assigner.ts';

export interface SlotMemberOptions {
  readonly group: string;
  /** Its partitions are the slots; none of its records are read. It has to exist. */
  readonly topic: string;
  /** How long a member may be silent before its slots go to others, in milliseconds. */
  readonly sessionTimeoutMs?: number;
  /** Told which slots this member has now, each time the group has been joined. */
  assigned(slots: readonly number[], generation: number): void;
  /** The slots may be somebody else's by now: the group has not heard of this member for a session. */
  lost(): void;
  /** Told once if it has died for good. */
  died(reason: string): void;
}

const heartbeatIntervalMs = 1_000;
const watchIntervalMs = 500;

/**
 * A member of a group that shares slots out, as a consumer group shares partitions: by Kafka's own protocol, without reading anything.
 * A member keeps what it has as far as it can, and neighbouring slots come to different members.
 */
export class SlotMember {
  private readonly options: SlotMemberOptions;
  private readonly member: GroupMember;
  private readonly sessionTimeoutMs: number;
  private slots: readonly number[] = [];
  private aliveUntilMs = 0;
  private watchdog: NodeJS.Timeout | undefined;

  constructor(connection: KafkaConnection, options: SlotMemberOptions) {
    this.options = options;
    this.sessionTimeoutMs = options.sessionTimeoutMs ?? defaultSessionTimeoutMs;
    const { group, topic } = options;
    this.member = new GroupMember(connection, {
      group,
      assigner: stickyAssigner(() => this.slots.map((partition) => ({ topic, partition }))),
      consumer: {
        sessionTimeout: this.sessionTimeoutMs,
        heartbeatInterval: heartbeatIntervalMs,
      },
      topics: () => [topic],
      // Joining takes as long as the slowest member lets it, and nobody's session ends meanwhile.
      beforeJoin: () => Promise.resolve(this.alive(2 * this.sessionTimeoutMs)),
      joined: (joined) => this.joined(joined),
      take: () => undefined,
      alive: () => this.alive(this.sessionTimeoutMs),
      crashed: () => this.lose(),
      died: (reason) => options.died(reason),
    });
  }

  /** Joins the group. */
  async start(): Promise<void> {
    this.watchdog = setInterval(() => this.watch(), watchIntervalMs).unref();
    await this.member.start();
  }

  /** Leaves the group: the slots go to others at once. */
  async stop(): Promise<void> {
    clearInterval(this.watchdog);
    await this.member.leave();
  }

  /** Why it is not in the group, in a few words; undefined if it is. */
  missing(): string | undefined {
    return this.member.missing();
  }

  private joined({ assignment, generation }: JoinedGroup): void {
    const { topic } = this.options;
    this.slots = assignment[topic] ?? [];
    this.alive(this.sessionTimeoutMs);
    this.member.setReading(topic, this.slots, false);
    this.options.assigned(this.slots, generation);
  }

  private alive(forMs: number): void {
    this.aliveUntilMs = performance.now() + forMs;
  }

  private watch(): void {
    if (performance.now() > this.aliveUntilMs) this.lose();
  }

  private lose(): void {
    if (this.slots.length === 0) return;
    this.slots = [];
    // If the group does not know that they were lost, it gives them out again.
    this.member.joinAgain();
    this.options.lost();
  }
}
