/** Where this worker answers otherwise than Kafka Connect, on purpose. The guide quotes them. */
export interface Difference {
  readonly name: string;
  readonly connect: string;
  readonly here: string;
  readonly because: string;
  /** Requests of the conformance test that show it, and what is different in each. Others are shown by tests of their own. */
  readonly seenIn: Readonly<Record<string, SeenDifference>>;
}

export interface SeenDifference {
  /** Of Kafka Connect, and here. */
  readonly statuses?: readonly [number, number];
  readonly onlyConnect?: readonly string[];
  readonly onlyHere?: readonly string[];
  /** Keys that may be here too, by the time of asking. */
  readonly perhapsHere?: readonly string[];
  /** Where answers of the same status are compared in whole: that they say something else. */
  readonly content?: true;
}

const error = ['error_code', 'message'];
/** A connector that reads a file, with another key. */
const connector = (...keys: readonly string[]): readonly string[] => {
  const configKeys = ['connector.class', 'file', 'name', 'topic', ...keys];
  return ['config', 'name', 'tasks', 'type', ...configKeys.map((key) => `config.${key}`)].toSorted();
};
const each = (names: readonly string[], difference: SeenDifference): Record<string, SeenDifference> =>
  Object.fromEntries(names.map((name) => [name, difference]));
const refused = (status: number): SeenDifference => ({ statuses: [status, 400] });
const orderInKeys: SeenDifference = { onlyHere: ['order'] };
const orderInValidation: SeenDifference = { onlyHere: ['configs.definition.order'] };

/** What a status says here beside what Kafka Connect says. */
const taskKeys = ['doing', 'lag', 'lag_ms', 'last_record_at', 'next_retry_at', 'restarts'];
const moreOfTask: SeenDifference = { perhapsHere: taskKeys };
const moreOfTasks: SeenDifference = { perhapsHere: taskKeys.map((key) => `tasks.${key}`) };

export const differences: readonly Difference[] = [
  {
    name: 'hidden secrets',
    connect: 'shows every value of a configuration as it was given, passwords too',
    here: 'shows `[hidden]` in place of passwords, of values whose keys speak of secrets, and of passwords in URLs, in answers and logs; sent back hidden, they stay as they are. Variables are shown as they stand',
    because: 'this interface asks nobody who they are',
    seenIn: { 'a configuration with a secret': { content: true } },
  },
  {
    name: 'unreadable bodies',
    connect:
      'answers 500 to malformed JSON, a missing body or configuration, unknown fields and values of the wrong type',
    here: 'answers 400, and says what is wrong',
    because: 'the mistake is in the request, and monitoring should not wake anybody for it',
    seenIn: {
      'validate a list': refused(500),
      'create from malformed JSON': refused(500),
      'create from nothing': refused(500),
      'create without a configuration': refused(500),
      'create with an unknown field': refused(500),
      'create in an unknown state': refused(500),
      'create with an object for a value': refused(500),
      'replace a configuration with nothing': refused(500),
      'alter offsets with an unknown field': refused(500),
    },
  },
  {
    name: 'validation without a connector',
    connect: 'answers 500 when the class is missing or unknown, though 400 where a connector is made',
    here: 'answers 400 in both places; the message begins as that of Kafka Connect, `Failed to find any class that implements Connector`',
    because: 'the mistake is in the request',
    seenIn: { 'validate without a class': refused(500), 'validate an unknown class': refused(500) },
  },
  {
    name: 'null values',
    connect: 'makes a connector from a configuration with null in it, which then may fail',
    here: 'answers 400; in a PATCH null removes a key in both',
    because: 'nothing is half made',
    seenIn: {
      'create with null for a value': {
        statuses: [201, 400],
        onlyConnect: connector('batch.size'),
        onlyHere: error,
      },
    },
  },
  {
    name: 'offsets that the source does not know',
    connect: 'answers 500 if the source refuses them',
    here: 'answers 400',
    because: 'the mistake is in the request',
    seenIn: {
      'alter offsets to what the source does not know': refused(500),
      'alter offsets without a partition': refused(500),
    },
  },
  {
    name: 'names stay',
    connect: 'accepts a PATCH of `name`, and then has a connector whose configuration bears another name',
    here: 'answers 400',
    because: 'a connector has one name',
    seenIn: {
      'change the name in a configuration': {
        statuses: [200, 400],
        onlyConnect: connector('batch.size'),
        onlyHere: error,
      },
    },
  },
  {
    name: 'topics of nobody',
    connect: 'tells and forgets the topics of a connector that does not exist',
    here: 'answers 404',
    because: 'a mistyped name is noticed',
    seenIn: {
      'nobody/topics': {
        statuses: [200, 404],
        onlyConnect: ['nobody', 'nobody.topics'],
        onlyHere: error,
      },
      'PUT nobody/topics/reset': { statuses: [202, 404], onlyHere: error },
    },
  },
  {
    name: 'any name',
    connect:
      'makes connectors whose names have a slash or a percent sign, and cannot find them again (Jetty answers 400)',
    here: 'finds them, URL-encoded, and refuses `.` and `..`, which no URL can hold',
    because: 'what can be made can be deleted',
    seenIn: {
      'a name with a slash and a percent sign': { statuses: [400, 404], onlyHere: error },
    },
  },
  {
    name: 'order under both names',
    connect:
      'calls the place of a key in its group `order_in_group`; earlier versions, and clients of theirs, call it `order`',
    here: 'has both',
    because: 'consoles ask for the one or the other',
    seenIn: {
      ...each(
        [
          'the keys of a source',
          'the keys of a sink, by its simple class',
          'the keys of a sink, by its full class',
          'the keys of a transform',
          'the keys of a converter',
          'the keys of the latest version',
        ],
        orderInKeys,
      ),
      ...each(
        [
          'validate what is good',
          'validate what lacks keys',
          'validate numbers and booleans',
          'validate wrong values',
          'validate transforms',
          'validate a sink with neither topics nor topics.regex',
        ],
        orderInValidation,
      ),
    },
  },
  {
    name: 'more in a status',
    connect: 'says of a task whether it runs',
    here: 'says also when its last record passed (`last_record_at`), how far behind it is (`lag`, `lag_ms`), what it is `doing`, how often it was started again (`restarts`) and when a failed one is tried next (`next_retry_at`)',
    because: 'a task that is RUNNING and silent should be seen',
    seenIn: {
      ...each(
        [
          'a status',
          'after restart',
          'restart with tasks',
          'after restart with tasks',
          'restart only what failed',
          'after restart of a task',
          'after pause',
          'after resume',
          'the status of a sink',
        ],
        moreOfTasks,
      ),
      'the status of a task': moreOfTask,
      'the connectors with all there is of them': {
        perhapsHere: taskKeys.map((key) => `files.status.tasks.${key}`),
      },
    },
  },
  {
    name: 'tasks have no class',
    connect: 'adds `task.class` to the configuration of a task',
    here: 'does not',
    because: 'there is no Java class',
    seenIn: { 'the tasks': { onlyConnect: ['config.task.class'] } },
  },
  {
    name: 'a beginning',
    connect: 'begins at the start, or where a connector of the same name was',
    here: 'takes `initial_offsets` beside `initial_state` when a connector is made, in the form of its offsets',
    because: 'a move from elsewhere can go on where it was; Kafka plans the same in KIP-995',
    seenIn: {
      'create with offsets to begin at': {
        statuses: [500, 201],
        onlyConnect: error,
        onlyHere: connector(),
      },
    },
  },
  {
    name: 'pages of other sites',
    connect:
      'does what a page of another site makes a browser ask for, if the request needs no CORS permission',
    here: 'answers 403 to changes that a browser sends for a page of another site',
    because: 'whoever reads a web page on this machine should not delete connectors by it',
    seenIn: {
      'pause from a page of another site': { statuses: [202, 403], onlyHere: error },
    },
  },
  {
    name: 'variables',
    connect:
      'resolves variables with the providers that the worker is configured with, and shows their values in validations',
    here: 'always knows `${env:NAME}` and `${file:/path:key}`, within `CONNECTOR_ENV_ALLOWED` and `CONNECTOR_FILES_ALLOWED`, and never shows their values',
    because: 'a configuration file can be shared without its secrets',
    seenIn: {},
  },
  {
    name: 'short names',
    connect: 'lists connectors by their classes',
    here: 'lists them by their short names too, and for each Java class whose configurations they take',
    because: 'consoles offer what is listed',
    seenIn: {},
  },
];
