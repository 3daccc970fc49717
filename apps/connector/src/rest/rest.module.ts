import { Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { Readiness } from '@payments/service';
import type { FastifyInstance } from 'fastify';
import { ConfigValidation } from '../config/config-validation.service.ts';
import { noteRoutes } from './allowed-methods.ts';
import { ClusterId } from './cluster-id.service.ts';
import { ConnectorActionsController } from './connector-actions.controller.ts';
import { ConnectorConfigs } from './connector-configs.service.ts';
import { ConnectorFiles } from './connector-files.service.ts';
import { ConnectorOffsetsController } from './connector-offsets.controller.ts';
import { ConnectorPluginsController } from './connector-plugins.controller.ts';
import { ConnectorTasksController } from './connector-tasks.controller.ts';
import { ConnectorsController } from './connectors.controller.ts';
import { LoggersController } from './loggers.controller.ts';
import { takeBodiesAsText } from './request-text.ts';
import { RootController } from './root.controller.ts';
import { UpToDateInterceptor } from './up-to-date.interceptor.ts';
import { connectorFilesFolder } from '../settings.ts';

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
  providers: [
    ConfigValidation,
    ConnectorConfigs,
    ClusterId,
    UpToDateInterceptor,
    {
      provide: ConnectorFiles,
      inject: [ConnectorConfigs, Readiness],
      useFactory: (configs: ConnectorConfigs, readiness: Readiness): ConnectorFiles | undefined => {
        const folder = connectorFilesFolder();
        return folder === undefined ? undefined : new ConnectorFiles(folder, configs, readiness);
      },
    },
  ],
})
export class RestModule {
  constructor({ httpAdapter }: HttpAdapterHost) {
    const fastify = httpAdapter.getInstance<FastifyInstance>();
    noteRoutes(fastify);
    takeBodiesAsText(fastify);
  }
}
