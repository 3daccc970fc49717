import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { GroupDetail, GroupList, OffsetPlan, OffsetReset } from '@payments/console-api';
import { Type } from 'typebox';
import { bodyOf, confirmed } from '../http/request-input.ts';
import { Groups } from './groups.service.ts';

const closed = { additionalProperties: false } as const;
const natural = Type.Integer({ minimum: 0 });
const offsetReset = Type.Object(
  {
    topic: Type.String({ minLength: 1 }),
    partitions: Type.Optional(Type.Array(natural)),
    to: Type.Union([
      Type.Object({ kind: Type.Literal('earliest') }, closed),
      Type.Object({ kind: Type.Literal('latest') }, closed),
      Type.Object({ kind: Type.Literal('offset'), offset: natural }, closed),
      Type.Object({ kind: Type.Literal('time'), timeMs: natural }, closed),
    ]),
  },
  closed,
);

@ApiTags('groups')
@Controller('api/groups')
export class GroupsController {
  constructor(private readonly groups: Groups) {}

  @Get()
  list(): Promise<GroupList> {
    return this.groups.list();
  }

  @Get(':group')
  detail(@Param('group') group: string): Promise<GroupDetail> {
    return this.groups.detail(group);
  }

  @Delete(':group')
  @HttpCode(204)
  async remove(@Param('group') group: string, @Body() body: unknown): Promise<void> {
    confirmed(group, body);
    await this.groups.remove(group);
  }

  @Post(':group/offsets/preview')
  @HttpCode(200)
  preview(@Param('group') group: string, @Body() body: unknown): Promise<OffsetPlan> {
    return this.groups.plan(group, bodyOf(offsetReset, body) as OffsetReset);
  }

  @Post(':group/offsets')
  @HttpCode(200)
  reset(@Param('group') group: string, @Body() body: unknown): Promise<OffsetPlan> {
    return this.groups.reset(group, bodyOf(offsetReset, body) as OffsetReset);
  }
}
