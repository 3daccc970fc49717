import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { LagPoint } from '@payments/console-api';
import { Clock } from '@payments/service';
import { ClusterReads } from '../kafka/cluster-reads.service.ts';
import { totalLag } from './group-views.ts';

const intervalMs = 2_000;
const keptMs = 10 * 60 * 1_000;
const maxGroups = 2_000;

/** How the lag of each group has been for the last ten minutes, in memory. */
@Injectable()
export class LagHistory implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly points = new Map<string, LagPoint[]>();
  private timer: NodeJS.Timeout | undefined;
  private isSampling = false;

  constructor(
    private readonly reads: ClusterReads,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sample(), intervalMs);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Oldest first; at most so many, the newest. */
  of(group: string, most = Infinity): readonly LagPoint[] {
    return (this.points.get(group) ?? []).slice(-most);
  }

  private async sample(): Promise<void> {
    if (this.isSampling) return;
    this.isSampling = true;
    try {
      const [groups, earliest, latest] = await Promise.all([
        this.reads.groups(),
        this.reads.earliest(),
        this.reads.latest(),
      ]);
      const atMs = this.clock.now();
      for (const group of groups.slice(0, maxGroups)) {
        const points = this.points.get(group.group) ?? [];
        const lag = totalLag(group, { earliest, latest });
        if (lag !== null) points.push({ atMs, lag });
        this.points.set(group.group, points.slice(-Math.ceil(keptMs / intervalMs)));
      }
      const known = new Set(groups.map(({ group }) => group));
      for (const name of this.points.keys()) if (!known.has(name)) this.points.delete(name);
    } catch {
      // Kafka is away: the history has a gap, and whoever looks is told why.
    } finally {
      this.isSampling = false;
    }
  }
}
