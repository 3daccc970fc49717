import { type TSchema, Type } from 'typebox';

const text = Type.String();
const nullableText = Type.Union([Type.String(), Type.Null()]);
const config = Type.Record(Type.String(), Type.String(), { description: 'Secrets are hidden.' });
const state = Type.Union(
  ['UNASSIGNED', 'RUNNING', 'PAUSED', 'FAILED', 'RESTARTING', 'STOPPED'].map((each) => Type.Literal(each)),
);
const type = Type.Union(['source', 'sink', 'unknown'].map((each) => Type.Literal(each)));
const taskId = Type.Object({ connector: text, task: Type.Integer() });
const position = Type.Record(Type.String(), Type.Unknown());

const instance = {
  state,
  worker_id: text,
  trace: Type.Optional(Type.String({ description: 'Why it failed, and when it is tried next.' })),
  version: Type.Optional(text),
};
const taskStatus = Type.Object({
  id: Type.Integer(),
  ...instance,
  last_record_at: Type.Optional(Type.String({ description: 'When the last record passed.' })),
  lag: Type.Optional(Type.Integer({ description: 'Of a sink: records it is behind.' })),
  lag_ms: Type.Optional(Type.Number({ description: 'Of a source that knows: how far behind it is.' })),
  doing: Type.Optional(text),
  restarts: Type.Optional(Type.Integer()),
  next_retry_at: Type.Optional(text),
});
const status = Type.Object({
  name: text,
  connector: Type.Object(instance),
  tasks: Type.Array(taskStatus),
  type,
});
const info = Type.Object({ name: text, config, tasks: Type.Array(taskId), type });
const offsets = Type.Object({
  offsets: Type.Array(Type.Object({ partition: position, offset: Type.Union([position, Type.Null()]) })),
});
const keyInfo = Type.Object({
  name: text,
  type: text,
  required: Type.Boolean(),
  default_value: nullableText,
  importance: text,
  documentation: text,
  group: nullableText,
  width: text,
  display_name: text,
  dependents: Type.Array(text),
  order_in_group: Type.Integer(),
  order: Type.Integer(),
});
const valueInfo = Type.Object({
  name: text,
  value: nullableText,
  recommended_values: Type.Array(text),
  errors: Type.Array(text),
  visible: Type.Boolean(),
});
const logger = Type.Object({
  level: text,
  last_modified: Type.Union([Type.Integer(), Type.Null()], { description: 'Milliseconds since the epoch.' }),
});

/** The shapes of Kafka Connect's interface, by the names of its own classes. */
export const connectSchemas = {
  Worker: Type.Object({ version: text, commit: text, kafka_cluster_id: text }),
  Health: Type.Object({ status: text, message: text }),
  Names: Type.Array(text),
  Connectors: Type.Union([
    Type.Array(text),
    Type.Record(Type.String(), Type.Object({ status: Type.Optional(status), info: Type.Optional(info) })),
  ]),
  CreateConnectorRequest: Type.Object({
    name: text,
    config: Type.Record(Type.String(), Type.Unknown(), { description: 'Numbers and booleans become text.' }),
    initial_state: Type.Optional(
      Type.Union(['RUNNING', 'PAUSED', 'STOPPED'].map((each) => Type.Literal(each))),
    ),
    initial_offsets: Type.Optional(
      Type.Array(Type.Object({ partition: position, offset: position }), {
        description: 'Where it begins, in the form of its offsets.',
      }),
    ),
  }),
  ConnectorInfo: info,
  Config: config,
  ConfigPatch: Type.Record(Type.String(), Type.Union([text, Type.Null()]), {
    description: 'null removes a key.',
  }),
  ConnectorStateInfo: status,
  TaskInfos: Type.Array(Type.Object({ id: taskId, config })),
  TaskState: taskStatus,
  Topics: Type.Record(Type.String(), Type.Object({ topics: Type.Array(text) })),
  ConnectorOffsets: offsets,
  Message: Type.Object({ message: text }),
  Plugins: Type.Array(Type.Object({ class: text, type: text, version: text })),
  ConfigKeyInfos: Type.Array(keyInfo),
  ConfigInfos: Type.Object({
    name: text,
    error_count: Type.Integer(),
    groups: Type.Array(text),
    configs: Type.Array(Type.Object({ definition: keyInfo, value: valueInfo })),
  }),
  Loggers: Type.Record(Type.String(), logger),
  LoggerLevel: logger,
  SetLevel: Type.Object({ level: text }),
  ErrorMessage: Type.Object({
    error_code: Type.Integer({ description: 'The status of the answer.' }),
    message: text,
  }),
} satisfies Record<string, TSchema>;

export type SchemaName = keyof typeof connectSchemas;
