import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ArchiveFolder, ArchiveObject, ArchiveProofs, TopicProof } from '@payments/console-api';
import { Type } from 'typebox';
import { queryOf } from '../http/request-input.ts';
import { Archive } from './archive.service.ts';

const closed = { additionalProperties: false } as const;
const key = Type.String({ maxLength: 1_024 });
const folderQuery = Type.Object({ prefix: Type.String({ maxLength: 1_024, default: '' }) }, closed);
const objectQuery = Type.Object(
  {
    key,
    after: Type.Integer({ minimum: -1, default: -1 }),
    limit: Type.Integer({ minimum: 1, maximum: 1_000, default: 100 }),
  },
  closed,
);

@ApiTags('archive')
@Controller('api/archive')
export class ArchiveController {
  constructor(private readonly archive: Archive) {}

  @Get()
  folder(@Query() query: unknown): Promise<ArchiveFolder> {
    return this.archive.folder(queryOf(folderQuery, query).prefix);
  }

  @Get('object')
  object(@Query() query: unknown): Promise<ArchiveObject> {
    const { key: wanted, ...page } = queryOf(objectQuery, query);
    return this.archive.object(wanted, page);
  }

  @Get('proofs')
  proofs(): Promise<ArchiveProofs> {
    return this.archive.proofs();
  }

  @Get('proofs/:topic')
  proof(@Param('topic') topic: string): Promise<TopicProof> {
    return this.archive.proof(topic);
  }
}
