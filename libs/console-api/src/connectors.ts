/** `GET apiPaths.connectors()` */
export interface ConnectorList {
  readonly connectors: readonly ConnectorView[];
}

export type ConnectorState = 'RUNNING' | 'PAUSED' | 'STOPPED' | 'FAILED' | 'UNASSIGNED' | 'RESTARTING';

/** `GET apiPaths.connector(name)` */
export interface ConnectorView {
  readonly name: string;
  readonly type: 'source' | 'sink' | 'unknown';
  readonly connectorClass: string;
  readonly state: ConnectorState;
  readonly workerId: string;
  readonly trace: string | null;
  readonly tasks: readonly ConnectorTask[];
  /** Secrets are `********`. */
  readonly config: Readonly<Record<string, string>>;
  readonly topics: readonly string[];
  /** Records a sink has still to read; null for sources. */
  readonly lag: number | null;
  /** Of the last record it wrote to or read from a topic; null: not known. */
  readonly lastRecordMs: number | null;
}

export interface ConnectorTask {
  readonly id: number;
  readonly state: ConnectorState;
  readonly workerId: string;
  /** Why it failed, with its stack. */
  readonly trace: string | null;
}

/** `POST apiPaths.connectors()` → 201 ConnectorView; 409 `already_exists`; 422 `invalid_request` with `/config/<key>` pointers. */
export interface ConnectorCreation {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

/**
 * `PUT apiPaths.connectorConfig(name)` with `{ [key]: value }` → ConnectorView. A value that is still `********` keeps the secret that is there.
 * `POST apiPaths.connectorAction(name, action)` → 202. `DELETE apiPaths.connector(name)` with a Confirmation as body → 204.
 * `POST apiPaths.connectorTaskRestart(name, task)` → 202.
 */
export type ConnectorAction = 'pause' | 'resume' | 'stop' | 'restart' | 'restart-failed';

/** `GET apiPaths.connectorPlugins()` */
export interface PluginList {
  readonly plugins: readonly {
    readonly class: string;
    readonly type: 'source' | 'sink';
    readonly version: string;
  }[];
}

/** `GET apiPaths.connectorPlugin(class)`: what a form is built from. */
export interface PluginDefinition {
  readonly class: string;
  readonly keys: readonly ConfigKey[];
}

export interface ConfigKey {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly defaultValue: string | null;
  readonly importance: 'HIGH' | 'MEDIUM' | 'LOW';
  readonly documentation: string;
  readonly group: string | null;
  readonly orderInGroup: number;
  readonly displayName: string;
}

/** `POST apiPaths.connectorValidation(class)` with `{ [key]: value }` → 200, errors at their keys. */
export interface ConfigValidation {
  readonly errorCount: number;
  readonly keys: readonly (ConfigKey & {
    readonly value: string | null;
    readonly recommendedValues: readonly string[];
    readonly errors: readonly string[];
    readonly isVisible: boolean;
  })[];
}

/**
 * `GET apiPaths.connectorOffsets(name)`; `PATCH` with the same shape → changes them, while the connector is stopped (409 else);
 * `DELETE` with a Confirmation → forgets them.
 */
export interface ConnectorOffsets {
  readonly offsets: readonly {
    /** Of a sink `{ kafka_topic, kafka_partition }`; of a source its own. */
    readonly partition: Readonly<Record<string, unknown>>;
    readonly offset: Readonly<Record<string, unknown>> | null;
  }[];
}
