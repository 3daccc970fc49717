/** A request that is made of Kafka Connect and of this worker. The answers have to have the same status and the same JSON keys. */
export interface ConformanceRequest {
  /** No other request has it; differences are listed by it. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With `$file` and `$topic` in it and in the body replaced by what the test made. */
  readonly path: string;
  /** Sent as JSON, text as it is. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Asked again until the answer is so: what Kafka Connect does later than it answers. */
  readonly until?: (body: never) => boolean;
  /** Keys that are names or data: which ones there are does not count. */
  readonly anyKeys?: boolean;
  /** Left out of the comparison: what is there sooner or later. */
  readonly except?: 'tasks';
  /** The whole answer is the same, not only its keys. */
  readonly exactly?: boolean;
}

export const source = { 'connector.class': 'FileStreamSource', file: '$file', topic: '$topic' };
export const sink = { 'connector.class': 'FileStreamSink', file: '$file.out', topics: '$topic' };

export const get = (
  name: string,
  path: string,
  more: Partial<ConformanceRequest> = {},
): ConformanceRequest => ({
  name,
  method: 'GET',
  path,
  ...more,
});

export const send = (
  name: string,
  [method, path]: readonly [ConformanceRequest['method'], string],
  more: Partial<ConformanceRequest> = {},
): ConformanceRequest => ({ name, method, path, ...more });

interface StatusBody {
  readonly connector: { readonly state: string };
  readonly tasks: readonly { readonly state: string }[];
}

/** For a status. */
export const runs = ({ connector, tasks }: StatusBody): boolean =>
  connector.state === 'RUNNING' && tasks[0]?.state === 'RUNNING';

/** For a status. */
export const isStopped = ({ connector, tasks }: StatusBody): boolean =>
  connector.state === 'STOPPED' && tasks.length === 0;

/** For a status. */
export const isPaused = ({ connector, tasks }: StatusBody): boolean =>
  connector.state === 'PAUSED' && tasks[0]?.state === 'PAUSED';

/** For offsets. */
export const hasSome = (body: { readonly offsets: readonly unknown[] }): boolean => body.offsets.length > 0;
