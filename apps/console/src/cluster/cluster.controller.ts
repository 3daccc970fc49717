import { Body, Controller, Get, Param, ParseIntPipe, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { BrokerConfig, ClusterView } from '@payments/console-api';
import { changedValues } from '../topics/topics.controller.ts';
import { ClusterOverview } from './cluster.service.ts';

@ApiTags('cluster')
@Controller('api/cluster')
export class ClusterController {
  constructor(private readonly cluster: ClusterOverview) {}

  @Get()
  describe(): Promise<ClusterView> {
    return this.cluster.describe();
  }

  @Get('brokers/:id/config')
  config(@Param('id', ParseIntPipe) id: number): Promise<BrokerConfig> {
    return this.cluster.config(id);
  }

  @Patch('brokers/:id/config')
  alter(@Param('id', ParseIntPipe) id: number, @Body() body: unknown): Promise<BrokerConfig> {
    return this.cluster.alter(id, changedValues(body));
  }
}
