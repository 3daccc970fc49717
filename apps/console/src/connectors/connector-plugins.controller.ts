import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ConfigValidation, PluginDefinition, PluginList } from '@payments/console-api';
import { bodyOf } from '../http/request-input.ts';
import { connectorConfig } from './connectors.controller.ts';
import { Connectors } from './connectors.service.ts';

@ApiTags('connectors')
@Controller('api/connector-plugins')
export class ConnectorPluginsController {
  constructor(private readonly connectors: Connectors) {}

  @Get()
  list(): Promise<PluginList> {
    return this.connectors.plugins();
  }

  @Get(':class')
  definition(@Param('class') name: string): Promise<PluginDefinition> {
    return this.connectors.plugin(name);
  }

  @Post(':class/validate')
  @HttpCode(200)
  validate(@Param('class') name: string, @Body() body: unknown): Promise<ConfigValidation> {
    return this.connectors.validate(name, bodyOf(connectorConfig, body));
  }
}
