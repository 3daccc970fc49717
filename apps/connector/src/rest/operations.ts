import type { SchemaName } from './connect-schemas.ts';

/** One request of Kafka Connect's interface, for people and for OpenAPI. */
export interface Operation {
  readonly summary: string;
  readonly description?: string;
  /** Optional parameters behind the `?`. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: SchemaName;
  /** By status; null: without a body. */
  readonly answers: Readonly<Record<number, SchemaName | null>>;
  readonly errors?: readonly number[];
}

const sendsConfig = [400, 403, 409, 415] as const;
const changes = [403, 404, 409] as const;

export const operations = {
  readWorker: { summary: 'The version of the interface, and the Kafka cluster', answers: { 200: 'Worker' } },
  readHealth: {
    summary: 'Whether this worker can work',
    answers: { 200: 'Health', 500: 'Health', 503: 'Health' },
  },
  listConnectors: {
    summary: 'The connectors',
    query: { expand: 'status, info, or both by repeating it: their statuses and configurations too.' },
    answers: { 200: 'Connectors' },
  },
  createConnector: {
    summary: 'Make a connector',
    description: 'Its configuration is checked first; if anything is wrong, nothing is made.',
    body: 'CreateConnectorRequest',
    answers: { 201: 'ConnectorInfo' },
    errors: sendsConfig,
  },
  readConnector: { summary: 'A connector', answers: { 200: 'ConnectorInfo' }, errors: [404] },
  deleteConnector: {
    summary: 'Stop and forget a connector',
    description: 'Its offsets stay: made again, it goes on where it was.',
    answers: { 204: null },
    errors: changes,
  },
  readConfig: { summary: 'Its configuration', answers: { 200: 'Config' }, errors: [404] },
  putConfig: {
    summary: 'Replace its configuration, or make it',
    description: 'A secret that is sent as it was read, hidden, stays as it is.',
    body: 'Config',
    answers: { 200: 'ConnectorInfo', 201: 'ConnectorInfo' },
    errors: sendsConfig,
  },
  patchConfig: {
    summary: 'Change some keys of its configuration',
    body: 'ConfigPatch',
    answers: { 200: 'ConnectorInfo' },
    errors: [400, 403, 404, 409, 415],
  },
  readStatus: {
    summary: 'How it is, and each of its tasks',
    answers: { 200: 'ConnectorStateInfo' },
    errors: [404],
  },
  restartConnector: {
    summary: 'Start it, its tasks, or what has failed of them anew',
    query: { includeTasks: 'true: its tasks too.', onlyFailed: 'true: only what has failed.' },
    answers: { 202: 'ConnectorStateInfo', 204: null },
    errors: changes,
  },
  pauseConnector: { summary: 'Let its tasks wait', answers: { 202: null }, errors: changes },
  resumeConnector: { summary: 'Go on after pause or stop', answers: { 202: null }, errors: changes },
  stopConnector: {
    summary: 'End its tasks; it stays',
    description: 'Its offsets can be written by hand while it is stopped.',
    answers: { 204: null },
    errors: changes,
  },
  readTopics: { summary: 'Topics it has used', answers: { 200: 'Topics' }, errors: [404] },
  resetTopics: { summary: 'Forget which topics it has used', answers: { 202: null }, errors: changes },
  readTasks: {
    summary: 'Its tasks, with their configurations',
    answers: { 200: 'TaskInfos' },
    errors: [404],
  },
  readTaskStatus: { summary: 'How a task is', answers: { 200: 'TaskState' }, errors: [404] },
  restartTask: { summary: 'Start a task anew', answers: { 204: null }, errors: changes },
  readOffsets: { summary: 'How far it has come', answers: { 200: 'ConnectorOffsets' }, errors: [404] },
  alterOffsets: {
    summary: 'Write offsets by hand, while it is stopped',
    body: 'ConnectorOffsets',
    answers: { 200: 'Message' },
    errors: [400, 403, 404, 409, 415],
  },
  resetOffsets: {
    summary: 'Forget its offsets, while it is stopped',
    answers: { 200: 'Message' },
    errors: [400, 403, 404, 409],
  },
  listPlugins: {
    summary: 'Classes that configurations may name',
    query: { connectorsOnly: 'false: converters, transforms and predicates too.' },
    answers: { 200: 'Plugins' },
  },
  readPluginConfig: {
    summary: 'The keys of a class',
    query: { version: 'Refused unless it is the one there is, or latest.' },
    answers: { 200: 'ConfigKeyInfos' },
    errors: [400, 404],
  },
  validateConfig: {
    summary: 'What is wrong with a configuration',
    description: '200 whatever is wrong: the errors stand beside their keys.',
    body: 'Config',
    answers: { 200: 'ConfigInfos' },
    errors: [400, 403, 415],
  },
  listLoggers: { summary: 'The loggers of this worker', answers: { 200: 'Loggers' } },
  readLogger: { summary: 'A logger', answers: { 200: 'LoggerLevel' }, errors: [404] },
  setLogLevel: {
    summary: 'What a logger writes',
    query: { scope: 'worker, or cluster, which is answered without a body.' },
    body: 'SetLevel',
    answers: { 200: 'Names', 204: null },
    errors: [400, 403, 404, 415],
  },
} satisfies Record<string, Operation>;

export type OperationId = keyof typeof operations;
