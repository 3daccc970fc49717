import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { EmptiedTopic, TopicContract, TopicDetail, TopicList } from '@payments/console-api';
import { Type } from 'typebox';
import { bodyOf, confirmed } from '../http/request-input.ts';
import { contractOf } from './topic-contract.ts';
import { Topics } from './topics.service.ts';

const closed = { additionalProperties: false } as const;
const settings = Type.Record(Type.String(), Type.String());
const maxPartitions = 10_000;
const creation = Type.Object(
  {
    name: Type.String({ pattern: '^[a-zA-Z0-9._-]{1,249}$' }),
    partitions: Type.Integer({ minimum: 1, maximum: maxPartitions }),
    replicationFactor: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    config: Type.Optional(settings),
  },
  closed,
);
export const configChange = Type.Object(
  { set: Type.Optional(settings), reset: Type.Optional(Type.Array(Type.String())) },
  closed,
);
const increase = Type.Object({ count: Type.Integer({ minimum: 1, maximum: maxPartitions }) }, closed);

@ApiTags('topics')
@Controller('api/topics')
export class TopicsController {
  constructor(private readonly topics: Topics) {}

  @Get()
  list(): Promise<TopicList> {
    return this.topics.list();
  }

  @Post()
  create(@Body() body: unknown): Promise<TopicDetail> {
    return this.topics.create(bodyOf(creation, body));
  }

  @Get(':topic')
  detail(@Param('topic') topic: string): Promise<TopicDetail> {
    return this.topics.detail(topic);
  }

  @Delete(':topic')
  @HttpCode(204)
  async remove(@Param('topic') topic: string, @Body() body: unknown): Promise<void> {
    confirmed(topic, body);
    await this.topics.remove(topic);
  }

  @Patch(':topic/config')
  alter(@Param('topic') topic: string, @Body() body: unknown): Promise<TopicDetail> {
    return this.topics.alter(topic, changedValues(body));
  }

  @Post(':topic/partitions')
  @HttpCode(200)
  widen(@Param('topic') topic: string, @Body() body: unknown): Promise<TopicDetail> {
    return this.topics.widen(topic, bodyOf(increase, body).count);
  }

  @Post(':topic/empty')
  @HttpCode(200)
  empty(@Param('topic') topic: string, @Body() body: unknown): Promise<EmptiedTopic> {
    confirmed(topic, body);
    return this.topics.empty(topic);
  }

  @Get(':topic/contract')
  contract(@Param('topic') topic: string): TopicContract {
    return contractOf(topic);
  }
}

/** By name; null goes back to the default. */
export function changedValues(body: unknown): Record<string, string | null> {
  const { set = {}, reset = [] } = bodyOf(configChange, body);
  return { ...set, ...Object.fromEntries(reset.map((name) => [name, null])) };
}
