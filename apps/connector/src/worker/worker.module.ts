import { type DynamicModule, Global, Module } from '@nestjs/common';
import { converterClasses } from '../converters/converters.ts';
import type { ConnectorPlugin } from '../plugin/plugin.ts';
import { PluginRegistry } from '../plugin/plugin-registry.ts';
import { ClusterState } from '../state/cluster-state.service.ts';
import { ConfigWriter } from '../state/config-writer.service.ts';
import { StatusWriter } from '../state/status-writer.service.ts';
import { transformClasses } from '../transforms/transform-chain.ts';
import { ActiveTopics } from './active-topics.service.ts';
import { ClusterLoggers } from './cluster-loggers.service.ts';
import { ClusterView } from './cluster-view.service.ts';
import { ConnectCluster } from './connect-cluster.service.ts';
import { ConnectorOffsets } from './connector-offsets.service.ts';
import { OffsetEditor } from './offset-editor.service.ts';
import { UnitFactory } from './unit-factory.service.ts';
import { WorkerOptions } from './worker-options.ts';
import { Worker } from './worker.service.ts';

/** A worker of the cluster, and what is asked of the cluster through it. Needs KafkaModule. */
@Global()
@Module({})
export class WorkerModule {
  /** @param options asked for when the service starts */
  static forPlugins(plugins: readonly ConnectorPlugin[], options: () => WorkerOptions): DynamicModule {
    return {
      module: WorkerModule,
      providers: [
        { provide: WorkerOptions, useFactory: options },
        {
          provide: PluginRegistry,
          useFactory: () => new PluginRegistry(plugins, [...converterClasses, ...transformClasses]),
        },
        ClusterState,
        ConfigWriter,
        StatusWriter,
        ActiveTopics,
        UnitFactory,
        Worker,
        ClusterView,
        OffsetEditor,
        ConnectorOffsets,
        ClusterLoggers,
        ConnectCluster,
      ],
      exports: [ConnectCluster, ClusterLoggers, PluginRegistry, WorkerOptions, ClusterState, Worker],
    };
  }
}
