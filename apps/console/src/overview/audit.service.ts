import { Injectable } from '@nestjs/common';
import type { AuditEquation, AuditState } from '@payments/console-api';
import { topics } from '@payments/contracts';
import { ClusterSession } from '@payments/kafka';
import { Archive } from '../archive/archive.service.ts';
import { problemOf } from '../http/known-errors.ts';
import { ClusterReads } from '../kafka/cluster-reads.service.ts';
import { Mysql } from '../mysql/mysql.service.ts';
import { equationOf, Verdicts } from './equations.ts';
import { PaymentCounter } from './payment-counter.ts';
import { TopicCounter } from './topic-counter.ts';

/** What a turn has counted; null: not known. */
export interface AuditCounts {
  readonly payments: number | null;
  readonly perSecond: number | null;
  readonly requested: number | null;
  readonly decided: number | null;
  readonly exceeded: number | null;
  readonly archived: number | null;
  readonly archiveOffsets: number | null;
  readonly mysqlAway: string | null;
  readonly archiveAway: string | null;
}

type Known<Value> = { readonly value: Value | null; readonly away: string | null };

/** The audit's equation, recounted while somebody looks: each turn counts only what came since the one before. */
@Injectable()
export class Audit {
  private readonly payments: PaymentCounter;
  private readonly counters: readonly TopicCounter[];
  private readonly verdicts = new Verdicts();

  constructor(
    mysql: Mysql,
    session: ClusterSession,
    private readonly reads: ClusterReads,
    private readonly archive: Archive,
  ) {
    this.payments = new PaymentCounter(mysql);
    this.counters = [topics.paymentsRequested, topics.paymentsDecided, topics.limitsExceeded].map(
      ({ name }) => new TopicCounter(session, name),
    );
  }

  async turn(nowMs: number): Promise<{ readonly state: AuditState; readonly counts: AuditCounts }> {
    const [stored, published, archived] = await Promise.all([
      known(() => this.payments.count(nowMs)),
      known(() => this.countTopics()),
      known(() => this.countArchive()),
    ]);
    const [requested = null, decided = null, exceeded = null] = published.value?.counts ?? [];
    const equations: AuditEquation[] = [
      equationOf('payments', [
        ['MySQL', stored.value?.payments ?? null],
        ['payments.requested', requested],
        ['payments.decided', decided],
      ]),
      equationOf('rejected', [
        ['rejected', stored.value?.rejected ?? null],
        ['limits.exceeded', exceeded],
        ['notifications', stored.value?.notified ?? null],
      ]),
      equationOf('archive', [
        ['archived offsets', archived.value?.archived ?? null],
        ['topic offsets', archived.value?.offsets ?? null],
      ]),
    ];
    const aways = [stored.away, published.away, archived.away].filter((away) => away !== null);
    const counts: AuditCounts = {
      payments: stored.value?.payments ?? null,
      perSecond: stored.value?.perSecond ?? null,
      requested,
      decided,
      exceeded,
      archived: archived.value?.archived ?? null,
      archiveOffsets: archived.value?.offsets ?? null,
      mysqlAway: stored.away,
      archiveAway: archived.away,
    };
    const state: AuditState = {
      countedAtMs: nowMs,
      away: aways.length === 0 ? null : aways.join(' '),
      verdict: this.verdicts.of(equations, nowMs),
      equations,
      method: methodOf(published.value),
    };
    return { state, counts };
  }

  private async countTopics(): Promise<TopicCounts> {
    const { topics: places } = await this.reads.describe();
    const [earliest, latest] = await Promise.all([this.reads.earliest(), this.reads.latest()]);
    const turns = this.counters.map(async (counter) => {
      const place = places.find(({ name }) => name === counter.topic);
      return place === undefined || counter.turn(place, earliest, latest);
    });
    const whole = await Promise.all(turns);
    return { counts: this.counters.map(({ count }) => count), isWhole: whole.every(Boolean) };
  }

  /** By offsets: transaction markers are accounted for in the archive as absent. */
  private async countArchive(): Promise<{ readonly archived: number; readonly offsets: number }> {
    const [{ topics: proofs }, earliest, latest] = await Promise.all([
      this.archive.proofs(),
      this.reads.earliest(),
      this.reads.latest(),
    ]);
    const sums = { archived: 0, offsets: 0 };
    for (const { topic, partitions } of proofs)
      for (const [partition, end] of latest.get(topic) ?? []) {
        const first = earliest.get(topic)?.get(partition) ?? end;
        const proof = partitions.find((each) => each.partition === partition);
        sums.offsets += end - first;
        sums.archived +=
          proof === undefined ? 0 : Math.max(0, Math.min(proof.end, end) - Math.max(proof.first, first));
      }
    return sums;
  }
}

interface TopicCounts {
  /** Null: the topic has forgotten some. */
  readonly counts: readonly (number | null)[];
  /** False: there is more to count. */
  readonly isWhole: boolean;
}

function methodOf(published: TopicCounts | null): string {
  if (published?.isWhole === false) return 'still counting what is in the topics';
  if (published?.counts.includes(null) === true)
    return 'but topics have forgotten their oldest records, as their retention says: npm run audit compares what is left';
  return 'all rows in MySQL and all records in the topics; each second what came since';
}

async function known<Value>(count: () => Promise<Value>): Promise<Known<Value>> {
  try {
    return { value: await count(), away: null };
  } catch (error) {
    return { value: null, away: problemOf(error)?.message ?? (error as Error).message };
  }
}
