import { Module } from '@nestjs/common';
import { ConnectorPluginsController } from './connector-plugins.controller.ts';
import { Connectors } from './connectors.service.ts';
import { ConnectorsController } from './connectors.controller.ts';

/** Connectors and their plugins. */
@Module({
  controllers: [ConnectorsController, ConnectorPluginsController],
  providers: [Connectors],
  exports: [Connectors],
})
export class ConnectorsModule {}
