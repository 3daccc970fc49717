import { readSettings } from '@payments/service';
import type { TopicDefinition } from '@payments/kafka';
import { Type } from 'typebox';
import type { RawConfig } from './config/config-def.ts';
import { defaultRetryPauses, WorkerOptions } from './worker/worker-options.ts';

/** The port of Kafka Connect's REST API. */
export const defaultPort = 8083;

const positive = { minimum: 1, description: 'milliseconds' };

export const settingsSchema = Type.Object({
  HOST: Type.String({ default: '127.0.0.1' }),
  PORT: Type.Integer({ default: defaultPort, minimum: 0, maximum: 65_535 }),
  CONNECTOR_WORKER_ID: Type.String({
    default: '',
    description: 'how this worker is named in the states of its tasks; host:port if left out',
  }),
  CONNECTOR_FILES: Type.String({
    default: '',
    description: 'a folder with the files of connectors that the worker makes when it starts',
  }),
  CONNECTOR_GROUP: Type.String({
    default: 'connector',
    description: 'workers of one group share connectors',
  }),
  CONNECTOR_SESSION_TIMEOUT_MS: Type.Integer({
    default: 10_000,
    minimum: 6_000,
    maximum: 1_800_000,
    description:
      'how long a worker may be silent before its work goes to others; Kafka allows no less than 6 s',
  }),
  CONNECTOR_CONFIGS_TOPIC: Type.String({ default: 'connect-configs' }),
  CONNECTOR_OFFSETS_TOPIC: Type.String({ default: 'connect-offsets' }),
  CONNECTOR_OFFSETS_PARTITIONS: Type.Integer({ default: 25, minimum: 1, maximum: 1_000 }),
  CONNECTOR_STATUS_TOPIC: Type.String({ default: 'connect-status' }),
  CONNECTOR_STATUS_PARTITIONS: Type.Integer({ default: 5, minimum: 1, maximum: 1_000 }),
  CONNECTOR_RETRY_FIRST_PAUSE_MS: Type.Integer({ default: defaultRetryPauses.firstPauseMs, ...positive }),
  CONNECTOR_RETRY_MAX_PAUSE_MS: Type.Integer({ default: defaultRetryPauses.maxPauseMs, ...positive }),
  CONNECTOR_KEY_CONVERTER: Type.String({
    default: 'org.apache.kafka.connect.json.JsonConverter',
    description: 'of connectors that name none',
  }),
  CONNECTOR_KEY_CONVERTER_SCHEMAS_ENABLE: Type.Boolean({ default: true }),
  CONNECTOR_VALUE_CONVERTER: Type.String({
    default: 'org.apache.kafka.connect.json.JsonConverter',
    description: 'of connectors that name none',
  }),
  CONNECTOR_VALUE_CONVERTER_SCHEMAS_ENABLE: Type.Boolean({ default: true }),
});

/** What the environment tells the worker. @throws SettingsError */
export function workerOptions(environment: NodeJS.ProcessEnv = process.env): WorkerOptions {
  const settings = readSettings(settingsSchema, environment);
  return new WorkerOptions({
    workerId: settings.CONNECTOR_WORKER_ID || `${settings.HOST}:${settings.PORT}`,
    group: settings.CONNECTOR_GROUP,
    slots: settings.CONNECTOR_OFFSETS_PARTITIONS,
    sessionTimeoutMs: settings.CONNECTOR_SESSION_TIMEOUT_MS,
    topics: {
      configs: settings.CONNECTOR_CONFIGS_TOPIC,
      offsets: settings.CONNECTOR_OFFSETS_TOPIC,
      status: settings.CONNECTOR_STATUS_TOPIC,
    },
    retry: {
      ...defaultRetryPauses,
      firstPauseMs: settings.CONNECTOR_RETRY_FIRST_PAUSE_MS,
      maxPauseMs: settings.CONNECTOR_RETRY_MAX_PAUSE_MS,
    },
    converters: {
      ...converter('key', settings.CONNECTOR_KEY_CONVERTER, settings.CONNECTOR_KEY_CONVERTER_SCHEMAS_ENABLE),
      ...converter(
        'value',
        settings.CONNECTOR_VALUE_CONVERTER,
        settings.CONNECTOR_VALUE_CONVERTER_SCHEMAS_ENABLE,
      ),
    },
  });
}

/** The folder with the files of connectors to make; undefined if there is none. */
export function connectorFilesFolder(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  return readSettings(settingsSchema, environment).CONNECTOR_FILES || undefined;
}

/** The topics that keep the state of the cluster, as Kafka Connect makes them. */
export function stateTopics(environment: NodeJS.ProcessEnv = process.env): readonly TopicDefinition[] {
  const settings = readSettings(settingsSchema, environment);
  return [
    { name: settings.CONNECTOR_CONFIGS_TOPIC, partitions: 1, cleanup: 'compact' },
    {
      name: settings.CONNECTOR_OFFSETS_TOPIC,
      partitions: settings.CONNECTOR_OFFSETS_PARTITIONS,
      cleanup: 'compact',
    },
    {
      name: settings.CONNECTOR_STATUS_TOPIC,
      partitions: settings.CONNECTOR_STATUS_PARTITIONS,
      cleanup: 'compact',
    },
  ];
}

function converter(which: 'key' | 'value', className: string, hasSchemas: boolean): RawConfig {
  return {
    [`${which}.converter`]: className,
    ...(/Json/.test(className) ? { [`${which}.converter.schemas.enable`]: String(hasSchemas) } : {}),
  };
}
