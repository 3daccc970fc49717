import { Module } from '@nestjs/common';
import { Archive } from './archive.service.ts';
import { ArchiveController } from './archive.controller.ts';

/** The archive in S3. */
@Module({ controllers: [ArchiveController], providers: [Archive], exports: [Archive] })
export class ArchiveModule {}
