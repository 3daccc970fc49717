import { Body, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { type ConfigInfos, type ConfigKeyInfo, configKeyInfos } from '../config/config-infos.ts';
import { type PluginInfo, PluginRegistry } from '../plugin/plugin-registry.ts';
import { ConnectController } from './connect-controller.ts';
import { ConnectorConfigs } from './connector-configs.service.ts';
import { Describe } from './connect.openapi.ts';
import { readConfigBody } from './request-body.ts';
import { RestError } from './rest-error.ts';

/** The classes that configurations may name, and what they may say to them. */
@ConnectController('connector-plugins', 'plugins')
export class ConnectorPluginsController {
  constructor(
    private readonly registry: PluginRegistry,
    private readonly configs: ConnectorConfigs,
  ) {}

  @Get()
  @Describe('listPlugins')
  list(@Query('connectorsOnly') connectorsOnly: string | undefined): readonly PluginInfo[] {
    return (connectorsOnly ?? 'true').toLowerCase() === 'true'
      ? this.registry.connectors()
      : this.registry.all();
  }

  @Get(':plugin/config')
  @Describe('readPluginConfig')
  config(
    @Param('plugin') plugin: string,
    @Query('version') version: string | undefined,
  ): readonly ConfigKeyInfo[] {
    const def = this.registry.configDef(plugin);
    if (def === undefined) throw new RestError(404, `Unknown plugin ${plugin}.`);
    const available = this.registry.versionOf(plugin);
    if (version !== undefined && version !== 'latest' && version !== available)
      throw new RestError(
        400,
        `Plugin ${plugin} not found that matches the version range ${version}, available versions: [${available}]`,
      );
    return configKeyInfos(def);
  }

  @Put(':plugin/config/validate')
  @HttpCode(200)
  @Describe('validateConfig')
  validate(@Param('plugin') plugin: string, @Body() body: string | undefined): Promise<ConfigInfos> {
    const config = readConfigBody(body);
    const className = config['connector.class'];
    if (className !== undefined && !this.registry.isSame(className, plugin))
      throw new RestError(400, `Included connector type ${className} does not match request type ${plugin}`);
    return this.configs.validate(config);
  }
}
