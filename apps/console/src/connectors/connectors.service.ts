import { Injectable } from '@nestjs/common';
import type {
  ConfigValidation,
  ConnectorAction,
  ConnectorCreation,
  ConnectorList,
  ConnectorOffsets,
  ConnectorView,
  PluginDefinition,
  PluginList,
} from '@payments/console-api';
import { problems } from '../http/problems.ts';
import { SharedFor } from '../kafka/shared-for.ts';
import { Services } from '../services/services.module.ts';
import { configKey, connectorView, type DescribedKey, type ExpandedConnector } from './connect-views.ts';
import { type Config, unmasked } from './secrets.ts';

const part = encodeURIComponent;
const keptMs = 1_000;
/** A validation asks the database or the store. */
const validationTimeoutMs = 20_000;

interface Validated {
  readonly error_count: number;
  readonly configs: readonly {
    readonly definition: DescribedKey;
    readonly value: {
      readonly value: string | null;
      readonly recommended_values: readonly string[];
      readonly errors: readonly string[];
      readonly visible: boolean;
    };
  }[];
}

/** Connectors, through Kafka Connect's REST API. */
@Injectable()
export class Connectors {
  private readonly expanded: SharedFor<Readonly<Record<string, ExpandedConnector>>>;

  constructor(private readonly services: Services) {
    this.expanded = new SharedFor(keptMs, () =>
      this.ask<Record<string, ExpandedConnector>>('/connectors?expand=status&expand=info'),
    );
  }

  async list(): Promise<ConnectorList> {
    const connectors = Object.values(await this.expanded.get());
    const views = await Promise.all(connectors.map((connector) => this.view(connector)));
    return { connectors: views.toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
  }

  async find(name: string): Promise<ConnectorView> {
    return this.view(await this.expandedOf(name));
  }

  async create(creation: ConnectorCreation): Promise<ConnectorView> {
    const connectorClass = creation.config['connector.class'] ?? '';
    await this.refuseWrong(connectorClass, { ...creation.config, name: creation.name });
    const info = await this.change<ExpandedConnector['info']>('POST', '/connectors', creation);
    // Connect lists a connector once a worker has taken it, and that has not happened yet.
    return connectorView({ info, status: notTaken(info.type) }, []);
  }

  async configure(name: string, config: Config): Promise<ConnectorView> {
    const { info } = await this.expandedOf(name);
    const wanted = unmasked(config, info.config);
    await this.refuseWrong(wanted['connector.class'] ?? '', { ...wanted, name });
    await this.change('PUT', `/connectors/${part(name)}/config`, wanted);
    return this.find(name);
  }

  async act(name: string, action: ConnectorAction): Promise<void> {
    const path = `/connectors/${part(name)}`;
    if (action === 'restart') await this.change('POST', `${path}/restart?includeTasks=true`);
    else if (action === 'restart-failed')
      await this.change('POST', `${path}/restart?includeTasks=true&onlyFailed=true`);
    else await this.change('PUT', `${path}/${action}`);
  }

  async restartTask(name: string, task: number): Promise<void> {
    await this.change('POST', `/connectors/${part(name)}/tasks/${task}/restart`);
  }

  async remove(name: string): Promise<void> {
    await this.change('DELETE', `/connectors/${part(name)}`);
  }

  offsets(name: string): Promise<ConnectorOffsets> {
    return this.ask<ConnectorOffsets>(`/connectors/${part(name)}/offsets`);
  }

  async changeOffsets(name: string, offsets: ConnectorOffsets): Promise<ConnectorOffsets> {
    await this.change('PATCH', `/connectors/${part(name)}/offsets`, offsets);
    return this.offsets(name);
  }

  async forgetOffsets(name: string): Promise<void> {
    await this.change('DELETE', `/connectors/${part(name)}/offsets`);
  }

  async plugins(): Promise<PluginList> {
    const plugins = await this.ask<PluginList['plugins']>('/connector-plugins');
    return { plugins: plugins.map(({ class: name, type, version }) => ({ class: name, type, version })) };
  }

  async plugin(name: string): Promise<PluginDefinition> {
    const keys = await this.ask<readonly DescribedKey[]>(`/connector-plugins/${part(name)}/config`);
    return { class: name, keys: keys.map(configKey) };
  }

  async validate(name: string, config: Config): Promise<ConfigValidation> {
    const body = { 'connector.class': name, ...config };
    const path = `/connector-plugins/${part(name)}/config/validate`;
    const { body: answer } = await this.services.connector.ask<Validated>(path, {
      method: 'PUT',
      body,
      timeoutMs: validationTimeoutMs,
    });
    return {
      errorCount: answer.error_count,
      keys: answer.configs.map(validatedKey),
    };
  }

  /** @throws Problem with the errors at their keys */
  private async refuseWrong(connectorClass: string, config: Config): Promise<void> {
    if (connectorClass === '')
      throw problems.invalid([
        { pointer: '/config/connector.class', detail: 'is needed: it says which plugin' },
      ]);
    const { keys } = await this.validate(connectorClass, config);
    const errors = keys.flatMap(({ name, errors: wrong }) =>
      wrong.map((detail) => ({ pointer: `/config/${name}`, detail })),
    );
    if (errors.length > 0) throw problems.invalid(errors);
  }

  private async expandedOf(name: string): Promise<ExpandedConnector> {
    const found = (await this.expanded.get())[name];
    if (found === undefined) throw problems.notFound(`There is no connector ${name}.`);
    return found;
  }

  private async view(connector: ExpandedConnector): Promise<ConnectorView> {
    const { name } = connector.info;
    const active = await this.ask<Record<string, { readonly topics: readonly string[] }>>(
      `/connectors/${part(name)}/topics`,
    );
    return connectorView(connector, active[name]?.topics ?? []);
  }

  private async ask<Body>(path: string): Promise<Body> {
    return (await this.services.connector.ask<Body>(path)).body;
  }

  private async change<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await this.services.connector.ask<Body>(path, {
      method,
      ...(body !== undefined && { body }),
      timeoutMs: validationTimeoutMs,
    });
    this.expanded.forget();
    return answer.body;
  }
}

function notTaken(type: string): ExpandedConnector['status'] {
  return { connector: { state: 'UNASSIGNED', worker_id: '' }, tasks: [], type };
}

function validatedKey({ definition, value }: Validated['configs'][number]): ConfigValidation['keys'][number] {
  return {
    ...configKey(definition),
    value: value.value,
    recommendedValues: value.recommended_values,
    errors: value.errors,
    isVisible: value.visible,
  };
}
