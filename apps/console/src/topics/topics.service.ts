import { Injectable } from '@nestjs/common';
import type { EmptiedTopic, TopicDetail, TopicList } from '@payments/console-api';
import {
  addPartitions,
  alterConfig,
  ClusterSession,
  deleteRecordsBefore,
  deleteTopic,
  describeConfig,
  KafkaRefusalError,
  makeTopic,
  type NewTopic,
  type TopicPlaces,
} from '@payments/kafka';
import { Clock } from '@payments/service';
import { setTimeout as pause } from 'node:timers/promises';
import { problems } from '../http/problems.ts';
import { ClusterReads } from '../kafka/cluster-reads.service.ts';
import { type ClusterFacts, configEntry, indexByTopic, partitionViews, topicSummary } from './topic-views.ts';

/** How soon, and how often, the brokers are asked whether they have heard of a change that the controller has made. */
const spreadPauseMs = 50;
const maxSpreadChecks = 60;

/** Topics: shown, made, changed and deleted. */
@Injectable()
export class Topics {
  constructor(
    private readonly session: ClusterSession,
    private readonly reads: ClusterReads,
    private readonly clock: Clock,
  ) {}

  async list(): Promise<TopicList> {
    const { topics } = await this.reads.describe();
    const facts = await this.facts();
    const index = indexByTopic(facts);
    return {
      topics: topics.map((topic) => topicSummary(topic, facts, index)),
      countedAtMs: this.clock.now(),
    };
  }

  /** @throws Problem if there is no such topic */
  async find(name: string): Promise<TopicPlaces> {
    const topic = await this.reads.topic(name);
    if (topic === undefined) throw problems.notFound(`There is no topic ${name}.`);
    return topic;
  }

  async detail(name: string): Promise<TopicDetail> {
    const topic = await this.find(name);
    const [facts, settings] = await Promise.all([
      this.facts(),
      describeConfig(this.session, { topic: name }),
    ]);
    return {
      ...topicSummary(topic, facts, indexByTopic(facts)),
      partitionList: partitionViews(topic, facts),
      config: settings.map(configEntry),
      countedAtMs: this.clock.now(),
    };
  }

  async create(topic: NewTopic): Promise<TopicDetail> {
    await makeTopic(this.session, topic);
    await this.spread(
      (found) => found?.partitions.every(({ leader }) => leader !== undefined) ?? false,
      topic.name,
    );
    return this.detail(topic.name);
  }

  async alter(name: string, values: Readonly<Record<string, string | null>>): Promise<TopicDetail> {
    await this.find(name);
    await alterConfig(this.session, { topic: name }, values);
    this.reads.forget();
    return this.detail(name);
  }

  async widen(name: string, count: number): Promise<TopicDetail> {
    await this.find(name);
    await addPartitions(this.session, name, count);
    await this.spread((found) => found?.partitions.length === count, name);
    return this.detail(name);
  }

  async empty(name: string): Promise<EmptiedTopic> {
    this.reads.forget();
    await this.find(name);
    const [earliest, latest] = await Promise.all([this.reads.earliest(), this.reads.latest()]);
    const ends = latest.get(name) ?? new Map<number, number>();
    const filled = [...ends].filter(([partition, end]) => end > (earliest.get(name)?.get(partition) ?? 0));
    await deleteRecordsBefore(this.session, name, new Map(filled));
    this.reads.forget();
    const deletedOffsets = filled.reduce(
      (sum, [partition, end]) => sum + end - (earliest.get(name)?.get(partition) ?? 0),
      0,
    );
    return { deletedOffsets };
  }

  async remove(name: string): Promise<void> {
    await deleteTopic(this.session, name);
    await this.spread((found) => found === undefined, name);
  }

  /** What cannot be known at the moment is left unknown: a broker that is away must not hide its topics. */
  private async facts(): Promise<ClusterFacts> {
    const [earliest, latest, groups, sizes] = await Promise.all([
      orUndefined(this.reads.earliest()),
      orUndefined(this.reads.latest()),
      orUndefined(this.reads.groups()),
      orUndefined(this.reads.sizes()),
    ]);
    return { earliest, latest, groups: groups ?? [], sizes };
  }

  /** The controller has done it; the brokers that are asked next hear of it a moment later. */
  private async spread(isSeen: (topic: TopicPlaces | undefined) => boolean, name: string): Promise<void> {
    for (let checks = 0; checks < maxSpreadChecks; checks += 1) {
      this.reads.forget();
      const { topics } = await this.reads.describe();
      if (isSeen(topics.find((topic) => topic.name === name))) return;
      await pause(spreadPauseMs);
    }
  }
}

async function orUndefined<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof KafkaRefusalError || (error as Error).name === 'KafkaAwayError') return undefined;
    throw error;
  }
}
