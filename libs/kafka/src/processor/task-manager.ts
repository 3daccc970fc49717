import type { Log } from '../kafkajs/log.ts';
import type { PartitionTask } from './partition-task.ts';

export interface TaskManagerOptions<State> {
  readonly group: string;
  readonly log: Log;
  createTask(partition: number, failed: (error: unknown) => void): PartitionTask<State>;
  /** False if the group has gone on without this process: then the next assignment tells what is to be done. */
  isMember(): boolean;
  /** A partition threw its state away and restores it again. */
  reset?(partition: number, reason: unknown): void;
}

const firstRestartPauseMs = 100;
const maxRestartPauseMs = 5_000;

/** Which partitions this process works on: takes them up, keeps them, lets them go, and starts anew what has failed. */
export class TaskManager<State> {
  private readonly tasks = new Map<number, PartitionTask<State>>();
  /** What is done to a partition is done one after another. */
  private readonly turns = new Map<number, Promise<void>>();
  private readonly failures = new Map<number, number>();
  /** Counts assignments, so that what was planned before one can be told from what came after it. */
  private assignments = 0;
  private stopping = false;

  constructor(private readonly options: TaskManagerOptions<State>) {}

  get partitions(): number[] {
    return [...this.tasks.keys()];
  }

  all(): Iterable<PartitionTask<State>> {
    return this.tasks.values();
  }

  get(partition: number): PartitionTask<State> | undefined {
    return this.tasks.get(partition);
  }

  /** Why not every partition is worked on; undefined if each is, or there is none. */
  unreadyReason(): string | undefined {
    if (this.assignments === 0) return `not yet in the group ${this.options.group}`;
    const restoring = [...this.tasks].filter(([, task]) => !task.isRunning).map(([partition]) => partition);
    return restoring.length === 0 ? undefined : `restoring partitions ${restoring.join(', ')}`;
  }

  /** @param isUninterrupted nobody can have owned in between what this process has and gets again: then it keeps its state */
  assign(assigned: readonly number[], isUninterrupted: boolean): void {
    this.assignments += 1;
    if (this.stopping) return;
    for (const partition of this.partitions) if (!assigned.includes(partition)) void this.release(partition);
    for (const partition of assigned) {
      const task = this.tasks.get(partition);
      if (task?.isRunning && isUninterrupted) task.readOn();
      else this.take(partition);
    }
  }

  /** Finishes the transactions under way and lets everything go. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.partitions.map((partition) => this.release(partition)));
  }

  private take(partition: number): void {
    const before = this.tasks.get(partition);
    before?.finish();
    const task = this.options.createTask(partition, (error) => this.restartLater(partition, task, error));
    this.tasks.set(partition, task);
    void this.inTurn(partition, async () => {
      await before?.close();
      if (this.tasks.get(partition) !== task || this.stopping) return;
      try {
        await task.start();
        this.failures.delete(partition);
      } catch (error) {
        this.restartLater(partition, task, error);
      }
    });
  }

  private release(partition: number): Promise<void> {
    const task = this.tasks.get(partition);
    this.tasks.delete(partition);
    task?.finish();
    return this.inTurn(partition, async () => task?.close());
  }

  private inTurn(partition: number, work: () => Promise<unknown>): Promise<void> {
    const { log, group } = this.options;
    const turn = (this.turns.get(partition) ?? Promise.resolve()).then(work).then(
      () => undefined,
      (error: unknown) => log.error(`Partition ${partition} of ${group}: ${String(error)}`),
    );
    this.turns.set(partition, turn);
    return turn;
  }

  /** Starts a task anew after a pause. */
  private restartLater(partition: number, task: PartitionTask<State>, error: unknown): void {
    if (this.stopping || this.tasks.get(partition) !== task) return;
    const { log, group } = this.options;
    const failures = (this.failures.get(partition) ?? 0) + 1;
    this.failures.set(partition, failures);
    const pauseMs = Math.min(firstRestartPauseMs * 2 ** (failures - 1), maxRestartPauseMs);
    log.warn(`Partition ${partition} of ${group} is restored in ${pauseMs} ms: ${String(error)}`);
    this.options.reset?.(partition, error);
    const { assignments } = this;
    setTimeout(() => {
      const stays = this.tasks.get(partition) === task && this.assignments === assignments;
      if (stays && !this.stopping && this.options.isMember()) this.take(partition);
    }, pauseMs).unref();
  }
}
