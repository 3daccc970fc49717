import { Body, Controller, Get, HttpCode, Param, ParseIntPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { DeadLetterGroups, DeadLetterList, Replayed } from '@payments/console-api';
import { Type } from 'typebox';
import { bodyOf, queryOf } from '../http/request-input.ts';
import { bytesOf, headersOf, headersSchema, nullableBytesSchema } from '../kafka/bytes.ts';
import { DeadLetters } from './dead-letters.service.ts';

const closed = { additionalProperties: false } as const;
const listQuery = Type.Object({ limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }) }, closed);
const replayRequest = Type.Object(
  {
    offsets: Type.Union([
      Type.Literal('all'),
      Type.Array(Type.Integer({ minimum: 0 }), { minItems: 1, maxItems: 1_000 }),
    ]),
  },
  closed,
);
const editedReplay = Type.Object(
  { key: nullableBytesSchema, value: nullableBytesSchema, headers: headersSchema },
  closed,
);

@ApiTags('dead letters')
@Controller('api/dead-letters')
export class DeadLettersController {
  constructor(private readonly letters: DeadLetters) {}

  @Get()
  groups(): Promise<DeadLetterGroups> {
    return this.letters.groups();
  }

  @Get(':group')
  list(@Param('group') group: string, @Query() query: unknown): Promise<DeadLetterList> {
    return this.letters.list(group, queryOf(listQuery, query).limit);
  }

  @Post(':group/replay')
  @HttpCode(200)
  replay(@Param('group') group: string, @Body() body: unknown): Promise<Replayed> {
    return this.letters.replay(group, bodyOf(replayRequest, body));
  }

  @Post(':group/:offset/replay')
  @HttpCode(200)
  replayEdited(
    @Param('group') group: string,
    @Param('offset', ParseIntPipe) offset: number,
    @Body() body: unknown,
  ): Promise<Replayed> {
    const { key, value, headers } = bodyOf(editedReplay, body);
    return this.letters.replayEdited(group, offset, {
      key: bytesOf(key),
      value: bytesOf(value),
      headers: headersOf(headers),
    });
  }
}
