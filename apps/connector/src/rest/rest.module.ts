import { Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { ConfigValidation } from '../config/config-validation.service.ts';
import { noteRoutes } from './allowed-methods.ts';
import { ClusterId } from './cluster-id.service.ts';
import { ConnectorActionsController } from './connector-actions.controller.ts';
import { ConnectorConfigs } from './connector-configs.service.ts';
import { ConnectorOffsetsController } from './connector-offsets.controller.ts';
import { ConnectorPluginsController } from './connector-plugins.controller.ts';
import { ConnectorTasksController } from './connector-tasks.controller.ts';
import { ConnectorsController } from './connectors.controller.ts';
import { LoggersController } from './loggers.controller.ts';
import { takeBodiesAsText } from './request-text.ts';
import { RootController } from './root.controller.ts';
import { UpToDateInterceptor } from './up-to-date.interceptor.ts';

/** Kafka Connect's interface. Needs ConnectCluster, PluginRegistry and KafkaConnection from elsewhere. */
@Module({
  controllers: [
    RootController,
    ConnectorsController,
    ConnectorActionsController,
    ConnectorTasksController,
    ConnectorOffsetsController,
    ConnectorPluginsController,
    LoggersController,
  ],
  providers: [ConfigValidation, ConnectorConfigs, ClusterId, UpToDateInterceptor],
})
export class RestModule {
  constructor({ httpAdapter }: HttpAdapterHost) {
    const fastify = httpAdapter.getInstance<FastifyInstance>();
    noteRoutes(fastify);
    takeBodiesAsText(fastify);
  }
}
