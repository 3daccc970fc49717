import { Body, Delete, Get, HttpCode, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { RawConfig } from '../config/config-def.ts';
import { NoStatusError, UnknownConnectorError } from '../worker/connect-cluster.errors.ts';
import { ConnectCluster } from '../worker/connect-cluster.service.ts';
import type { ConnectorInfo, ConnectorStatus } from '../worker/connect-cluster.views.ts';
import { OfConnectors } from './connect-controller.ts';
import { ConnectorConfigs } from './connector-configs.service.ts';
import { Describe } from './connect.openapi.ts';
import { readConfigBody, readCreateRequest, readPatchBody } from './request-body.ts';
import { sayingOfUnknown } from './unknown-connector.ts';

interface Expansion {
  readonly status?: ConnectorStatus;
  readonly info?: ConnectorInfo;
}

/** The connectors and their configurations. */
@OfConnectors('', 'connectors')
export class ConnectorsController {
  constructor(
    private readonly cluster: ConnectCluster,
    private readonly configs: ConnectorConfigs,
  ) {}

  @Get()
  @Describe('listConnectors')
  list(
    @Query('expand') expand: string | readonly string[] | undefined,
  ): readonly string[] | Record<string, Expansion> {
    const names = this.cluster.names();
    if (expand === undefined) return names;
    const wanted = [expand].flat();
    return Object.fromEntries(names.flatMap((name) => this.expanded(name, wanted)));
  }

  @Post()
  @Describe('createConnector')
  async create(
    @Body() body: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConnectorInfo> {
    const info = await this.configs.create(readCreateRequest(body));
    reply.header('Location', pathOf(info.name));
    return info;
  }

  @Get(':connector')
  @Describe('readConnector')
  info(@Param('connector') name: string): ConnectorInfo {
    return this.configs.info(name);
  }

  @Delete(':connector')
  @HttpCode(204)
  @Describe('deleteConnector')
  remove(@Param('connector') name: string): Promise<void> {
    return this.cluster.remove(name);
  }

  @Get(':connector/config')
  @Describe('readConfig')
  config(@Param('connector') name: string): RawConfig {
    return this.configs.info(name).config;
  }

  @Put(':connector/config')
  @Describe('putConfig')
  async putConfig(
    @Param('connector') name: string,
    @Body() body: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ConnectorInfo> {
    const { info, created } = await this.configs.put(name, readConfigBody(body, name));
    if (created) reply.status(201).header('Location', pathOf(name));
    return info;
  }

  @Patch(':connector/config')
  @Describe('patchConfig')
  patchConfig(@Param('connector') name: string, @Body() body: string | undefined): Promise<ConnectorInfo> {
    return this.configs.patch(name, readPatchBody(body, name));
  }

  @Get(':connector/status')
  @Describe('readStatus')
  status(@Param('connector') name: string): Promise<ConnectorStatus> {
    return sayingOfUnknown(`No status found for connector ${name}`, () => this.configs.status(name));
  }

  /** Nothing for a connector that was removed meanwhile. */
  private expanded(name: string, wanted: readonly string[]): readonly [string, Expansion][] {
    try {
      const status = wanted.includes('status') ? { status: this.configs.status(name) } : {};
      const info = wanted.includes('info') ? { info: this.configs.info(name) } : {};
      return [[name, { ...status, ...info }]];
    } catch (error) {
      if (error instanceof UnknownConnectorError || error instanceof NoStatusError) return [];
      throw error;
    }
  }
}

function pathOf(name: string): string {
  return `/connectors/${encodeURIComponent(name)}`;
}
