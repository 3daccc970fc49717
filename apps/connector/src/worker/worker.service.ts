import { setTimeout as pause } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { atMost, KafkaConnection, KafkaTopics, SlotMember } from '@payments/kafka';
import { Readiness } from '@payments/service';
import { ClusterState } from '../state/cluster-state.service.ts';
import type { ConfigChange, RestartRequest } from '../state/config-records.ts';
import { ConfigWriter } from '../state/config-writer.service.ts';
import { StatusWriter } from '../state/status-writer.service.ts';
import { wantedUnits, type WantedUnit } from './connector-unit.ts';
import { type Unit, UnitFactory } from './unit-factory.service.ts';
import { forgetTaskMetrics } from './worker-metrics.ts';
import { WorkerOptions } from './worker-options.ts';

const startPauseMs = 2_000;
/** With Kafka away, some steps of stopping would never end. */
const stepTimeoutMs = 3_000;

/** Why a unit is stopped: it works elsewhere from now on, it is no more, it starts anew here, or the worker goes. */
type Farewell = 'moved' | 'removed' | 'replaced' | 'worker stops';

/**
 * Runs those connectors and tasks whose slots this worker has. A change of slots or of configurations starts and stops what it
 * concerns, and nothing else.
 */
@Injectable()
export class Worker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('Worker');
  private readonly member: SlotMember;
  private readonly units = new Map<string, Unit>();
  /** What is done to a unit is done one after another. */
  private readonly turns = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private slots: ReadonlySet<number> = new Set();
  private generation = 0;
  private starting: Promise<void> | undefined;
  private ticker: NodeJS.Timeout | undefined;

  // oxlint-disable-next-line max-params -- they are injected
  constructor(
    kafka: KafkaConnection,
    private readonly topics: KafkaTopics,
    private readonly options: WorkerOptions,
    private readonly state: ClusterState,
    private readonly writer: ConfigWriter,
    private readonly statuses: StatusWriter,
    private readonly factory: UnitFactory,
    readiness: Readiness,
  ) {
    this.member = new SlotMember(kafka, {
      group: options.group,
      topic: options.topics.offsets,
      sessionTimeoutMs: options.sessionTimeoutMs,
      assigned: (slots, generation) => this.assigned(slots, generation),
      lost: () => this.lost(),
      died: (reason) => this.exit(reason),
    });
    state.listen({
      configsChanged: (changes) => this.configsChanged(changes),
      statusesChanged: () => undefined,
    });
    readiness.add('worker', () => this.missing());
  }

  onApplicationBootstrap(): void {
    this.starting = this.start();
  }

  /** Finishes what can be finished, says that its tasks are nobody's, and leaves: others take them at once. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    clearInterval(this.ticker);
    await atMost(stepTimeoutMs, this.starting);
    await Promise.all([...this.units.values()].map((unit) => this.stopUnit(unit, 'worker stops')));
    await Promise.all(this.turns.values());
    await this.statuses.close();
    await this.member.stop();
    await atMost(stepTimeoutMs, Promise.all([this.writer.close(), this.state.close()]));
  }

  /** Why it is not at work, in a few words; undefined if it is. */
  missing(): string | undefined {
    return this.state.isLoaded ? this.member.missing() : 'has not read the state of the cluster yet';
  }

  private async start(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.topics.ready();
        if (!this.state.isLoaded) await this.state.load();
        await this.member.start();
        this.ticker = setInterval(() => this.flush(), this.options.statusIntervalMs).unref();
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.log.warn(`The worker cannot begin yet: ${(error as Error).message}`);
      }
      await pause(startPauseMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private assigned(slots: readonly number[], generation: number): void {
    this.generation = generation;
    this.slots = new Set(slots);
    this.log.log(`${this.options.workerId} has ${slots.length} of ${this.options.slots} slots.`);
    this.reconcile();
  }

  private lost(): void {
    this.slots = new Set();
    this.log.warn('The group has not heard of this worker for a session: its tasks stop here.');
    this.reconcile();
  }

  private configsChanged(changes: readonly ConfigChange[]): void {
    this.reconcile();
    for (const change of changes) if (change.kind === 'restart') this.restart(change.name, change.restart);
  }

  private restart(name: string, { includeTasks, onlyFailed, tasks }: RestartRequest): void {
    for (const { wanted, supervisor, reporter } of this.units.values()) {
      if (wanted.connector !== name) continue;
      const isMeant =
        tasks === undefined
          ? includeTasks || wanted.task === undefined
          : wanted.task !== undefined && tasks.includes(wanted.task);
      if (isMeant && (!onlyFailed || reporter.isFailed)) supervisor.restart();
    }
  }

  /** Has run what is to run here, and nothing else. */
  private reconcile(): void {
    if (this.stopping.signal.aborted) return;
    const wanted = this.wanted();
    for (const unit of this.units.values()) {
      const { key, connector, task, fingerprint } = unit.wanted;
      const next = wanted.get(key);
      if (next === undefined) void this.stopUnit(unit, this.exists(connector, task) ? 'moved' : 'removed');
      else if (next.fingerprint !== fingerprint) void this.stopUnit(unit, 'replaced');
      else unit.supervisor.setIdle(next.idle);
    }
    for (const [key, next] of wanted) if (!this.units.has(key)) this.startUnit(next);
  }

  private wanted(): ReadonlyMap<string, WantedUnit> {
    const { configs } = this.state;
    const wanted = configs.names().flatMap((name) => {
      const connector = configs.get(name);
      return connector === undefined ? [] : wantedUnits(connector, this.slots, this.options.slots);
    });
    return new Map(wanted.map((unit) => [unit.key, unit]));
  }

  private exists(name: string, task: number | undefined): boolean {
    const connector = this.state.configs.get(name);
    return connector !== undefined && (task === undefined || task < connector.tasks.length);
  }

  private startUnit(wanted: WantedUnit): void {
    const before = this.turns.get(wanted.key);
    if (before === undefined) {
      this.units.set(
        wanted.key,
        this.factory.start(wanted, () => this.generation),
      );
      return;
    }
    // The one before has not let go yet; what is wanted by then may be something else.
    void before.then(() => this.reconcile());
  }

  private async stopUnit(unit: Unit, why: Farewell): Promise<void> {
    const { key } = unit.wanted;
    this.units.delete(key);
    const turn = this.farewell(unit, why).finally(() => {
      if (this.turns.get(key) === turn) this.turns.delete(key);
    });
    this.turns.set(key, turn);
    await turn;
  }

  private async farewell({ wanted, supervisor, reporter }: Unit, why: Farewell): Promise<void> {
    const { connector, task } = wanted;
    await supervisor.stop();
    if (why === 'removed') reporter.removed();
    else if (why === 'worker stops') reporter.released();
    if (task !== undefined && why !== 'replaced') forgetTaskMetrics(connector, task);
  }

  private flush(): void {
    for (const { reporter } of this.units.values()) reporter.flush();
  }

  private exit(reason: string): void {
    this.log.error(`The worker has died for good (${reason}). The process ends, so that it is started anew.`);
    process.exit(1);
  }
}
