import { Injectable } from '@nestjs/common';
import type { GroupDetail, GroupList, GroupSummary, OffsetPlan, OffsetReset } from '@payments/console-api';
import {
  ClusterSession,
  deleteGroup,
  type GroupDescription,
  GroupNotEmptyError,
  type OffsetTable,
  partitionOffsets,
  setGroupOffsets,
} from '@payments/kafka';
import { Clock } from '@payments/service';
import { problems } from '../http/problems.ts';
import { ClusterReads } from '../kafka/cluster-reads.service.ts';
import { Topics } from '../topics/topics.service.ts';
import { groupState, memberViews, partitionViews, type TopicEnds, totalLag } from './group-views.ts';
import { LagHistory } from './lag-history.service.ts';

const pointsInList = 30;

/** Consumer groups: who is in them, how far they are, and where they are to go on. */
@Injectable()
export class Groups {
  constructor(
    private readonly session: ClusterSession,
    private readonly reads: ClusterReads,
    private readonly topics: Topics,
    private readonly history: LagHistory,
    private readonly clock: Clock,
  ) {}

  async list(): Promise<GroupList> {
    const [groups, ends] = await Promise.all([this.reads.groups(), this.ends()]);
    return {
      groups: groups.map((group) => this.summary(group, ends, pointsInList)),
      countedAtMs: this.clock.now(),
    };
  }

  async detail(name: string): Promise<GroupDetail> {
    const [group, ends] = await Promise.all([this.find(name), this.ends()]);
    return {
      ...this.summary(group, ends),
      memberList: memberViews(group),
      partitions: partitionViews(group, ends),
      countedAtMs: this.clock.now(),
    };
  }

  /** What a reset would do; nothing is done. */
  async plan(name: string, { topic, partitions, to }: OffsetReset): Promise<OffsetPlan> {
    this.reads.forget();
    const found = await this.topics.find(topic);
    const group = (await this.reads.groups()).find((each) => each.group === name);
    const [{ earliest, latest }, atTime] = await Promise.all([
      this.ends(),
      to.kind === 'time' ? partitionOffsets(this.session, [found], { timeMs: to.timeMs }) : undefined,
    ]);
    const chosen = found.partitions.filter(({ partition }) => partitions?.includes(partition) ?? true);
    if (chosen.length === 0)
      throw problems.invalid([{ pointer: '/partitions', detail: `are none of ${topic}` }]);
    return {
      isGroupEmpty: group === undefined || group.members.length === 0,
      partitions: chosen.map(({ partition }) => {
        const at = (table: OffsetTable | undefined): number | undefined => table?.get(topic)?.get(partition);
        const end = at(latest) ?? 0;
        const first = at(earliest) ?? end;
        const wanted = {
          earliest: first,
          latest: end,
          offset: 'offset' in to ? to.offset : 0,
          time: at(atTime) ?? end,
        };
        const target = Math.min(end, Math.max(first, wanted[to.kind]));
        const committed = group?.committed.get(topic)?.get(partition) ?? null;
        return { topic, partition, committed, target, lagAfter: end - target };
      }),
    };
  }

  /** @throws GroupNotEmptyError, also if a member comes at the last moment */
  async reset(name: string, reset: OffsetReset): Promise<OffsetPlan> {
    const plan = await this.plan(name, reset);
    if (!plan.isGroupEmpty) throw new GroupNotEmptyError(name);
    await setGroupOffsets(
      this.session.connection,
      name,
      plan.partitions.map(({ topic, partition, target }) => ({ topic, partition, offset: target })),
    );
    this.reads.forget();
    return plan;
  }

  async remove(name: string): Promise<void> {
    await this.find(name);
    await deleteGroup(this.session, name);
    this.reads.forget();
  }

  private async find(name: string): Promise<GroupDescription> {
    const group = (await this.reads.groups()).find((each) => each.group === name);
    if (group === undefined) throw problems.notFound(`There is no group ${name}.`);
    return group;
  }

  private async ends(): Promise<TopicEnds> {
    const [earliest, latest] = await Promise.all([this.reads.earliest(), this.reads.latest()]);
    return { earliest, latest };
  }

  private summary(group: GroupDescription, ends: TopicEnds, points?: number): GroupSummary {
    const members = memberViews(group);
    const topics = [
      ...group.committed.keys(),
      ...members.flatMap(({ partitions }) => partitions.map(({ topic }) => topic)),
    ];
    return {
      group: group.group,
      state: groupState(group),
      members: members.length,
      idleMembers: members.filter(({ isIdle }) => isIdle).length,
      lag: totalLag(group, ends),
      topics: [...new Set(topics)].toSorted(),
      lagHistory: this.history.of(group.group, points),
    };
  }
}
