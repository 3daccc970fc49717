import { Module } from '@nestjs/common';
import { LimitController } from './limit.controller.ts';
import { LimitService } from './limit.service.ts';

@Module({ controllers: [LimitController], providers: [LimitService] })
export class LimitsModule {}
