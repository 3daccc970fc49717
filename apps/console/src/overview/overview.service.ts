import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { AttentionState, BrokersState, Overview } from '@payments/console-api';
import { Clock } from '@payments/service';
import { ClusterOverview } from '../cluster/cluster.service.ts';
import { LagHistory } from '../groups/lag-history.service.ts';
import { problemOf } from '../http/known-errors.ts';
import type { EventStream } from '../http/event-streams.service.ts';
import { ClusterReads } from '../kafka/cluster-reads.service.ts';
import { SharedFor } from '../kafka/shared-for.ts';
import { attentionItems } from './attention.ts';
import { Audit } from './audit.service.ts';
import { FlowWatch } from './flow.service.ts';

const turnMs = 1_000;
const parts = ['flow', 'audit', 'brokers', 'attention'] as const;

/** The platform in one look. It is counted once a second for all who look, once at the start, and not at all while nobody does. */
@Injectable()
export class OverviewWatch implements OnApplicationBootstrap {
  private readonly shared: SharedFor<Overview>;
  private lastBrokers: BrokersState | undefined;

  // oxlint-disable-next-line max-params -- it brings together what all the others know
  constructor(
    private readonly audit: Audit,
    private readonly flow: FlowWatch,
    private readonly reads: ClusterReads,
    private readonly cluster: ClusterOverview,
    private readonly history: LagHistory,
    private readonly clock: Clock,
  ) {
    this.shared = new SharedFor(turnMs, () => this.turn());
  }

  /** What is counted from the beginning, and connections, are there before somebody looks. */
  onApplicationBootstrap(): void {
    void this.get().catch(() => undefined);
  }

  get(): Promise<Overview> {
    return this.shared.get();
  }

  /** Sends each part when it has changed, all of them first. */
  async follow(stream: EventStream): Promise<void> {
    const sent = new Map<string, string>();
    while (!stream.signal.aborted) {
      const overview = await this.get();
      for (const part of parts) {
        const { countedAtMs: _, ...content } = overview[part];
        const text = JSON.stringify(content);
        if (sent.get(part) !== text) stream.send(part, overview[part]);
        sent.set(part, text);
      }
      await stream.drained();
      await pause(turnMs, undefined, { signal: stream.signal }).catch(() => undefined);
    }
  }

  private async turn(): Promise<Overview> {
    const nowMs = this.clock.now();
    const counting = this.audit.turn(nowMs);
    const counts = counting.then((counted) => counted.counts);
    const [{ state: audit }, brokers, { flow, health, lags, letters, connectors }] = await Promise.all([
      counting,
      this.brokers(nowMs),
      this.flow.turn(counts, nowMs),
    ]);
    const histories = new Map([...lags.keys()].map((group) => [group, this.history.of(group)]));
    const items = attentionItems({
      health,
      letters,
      connectors,
      brokers,
      audit,
      lags: histories,
    });
    const attention: AttentionState = { countedAtMs: nowMs, away: flow.away, items };
    return { flow, audit, brokers, attention };
  }

  private async brokers(nowMs: number): Promise<BrokersState> {
    try {
      const [{ brokers, topics }, quorum] = await Promise.all([this.reads.describe(), this.cluster.quorum()]);
      const partitions = topics.flatMap((topic) => topic.partitions);
      const racks = [...Map.groupBy(brokers, ({ rack }) => rack ?? null)];
      this.lastBrokers = {
        countedAtMs: nowMs,
        away: null,
        racks: racks.map(([rack, places]) => ({
          rack,
          brokers: places.map(({ id, host, port }) => ({
            id,
            address: `${host}:${port}`,
            isController: quorum?.leaderId === id,
          })),
        })),
        partitions: partitions.length,
        underReplicated: partitions.filter(({ replicas, inSync }) => inSync.length < replicas.length).length,
        offline: partitions.filter(({ leader }) => leader === undefined).length,
      };
      return this.lastBrokers;
    } catch (error) {
      const away = problemOf(error)?.message ?? (error as Error).message;
      const nothing = { racks: [], partitions: 0, underReplicated: 0, offline: 0 };
      return { ...(this.lastBrokers ?? nothing), countedAtMs: nowMs, away };
    }
  }
}
