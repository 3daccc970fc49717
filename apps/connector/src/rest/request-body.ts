import type { RawConfig } from '../config/config-def.ts';
import type { InitialState, OffsetEntry } from '../worker/connect-cluster.views.ts';
import { plainJson, readJson, WrittenNumber } from './json-text.ts';
import { RestError } from './rest-error.ts';

export interface CreateRequest {
  readonly name: string;
  readonly config: RawConfig;
  readonly initialState: InitialState;
  readonly initialOffsets: readonly OffsetEntry[] | undefined;
}

const initialStates: readonly InitialState[] = ['RUNNING', 'PAUSED', 'STOPPED'];

/**
 * Reads the body of `POST /connectors`.
 *
 * @throws RestError 400
 */
export function readCreateRequest(body: string | undefined): CreateRequest {
  const { name, config, initial_state, initial_offsets, ...rest } = object(
    readJson(body),
    'A connector is {"name": "…", "config": {…}}',
  );
  refuseUnknown(rest, 'name, config, initial_state, initial_offsets');
  if (name !== undefined && name !== null && typeof name !== 'string' && !(name instanceof WrittenNumber))
    throw new RestError(400, 'Cannot deserialize value of name: it has to be text.');
  const title = (textOf(name) ?? '').trim();
  return {
    name: title,
    config: withName(title, configOf(config)),
    initialState: initialStateOf(initial_state),
    initialOffsets: isAbsent(initial_offsets) ? undefined : entriesOf(initial_offsets, 'initial_offsets'),
  };
}

/**
 * Reads the flat configuration of `PUT /connectors/{connector}/config`.
 *
 * @throws RestError 400
 */
export function readConfigBody(body: string | undefined, connector?: string): RawConfig {
  const config = configOf(readJson(body));
  return connector === undefined ? config : withName(connector, config);
}

/**
 * Reads the changes of `PATCH /connectors/{connector}/config`; null removes a key.
 *
 * @throws RestError 400
 */
export function readPatchBody(
  body: string | undefined,
  connector: string,
): Readonly<Record<string, string | null>> {
  const patch = object(readJson(body), 'A patch is an object of keys and values');
  const changes = Object.fromEntries(
    Object.entries(patch).map(([key, value]) => [key, value === null ? null : scalar(key, value)]),
  );
  const name = changes['name'];
  if (name === null || (name !== undefined && name !== connector)) throw mismatch(String(name), connector);
  return changes;
}

/**
 * Reads the body of `PATCH /connectors/{connector}/offsets`.
 *
 * @throws RestError 400
 */
export function readOffsetsBody(body: string | undefined): readonly OffsetEntry[] {
  const { offsets, ...rest } = object(
    readJson(body),
    'Offsets are {"offsets": [{"partition": {…}, "offset": {…}}]}',
  );
  refuseUnknown(rest, 'offsets');
  if (isAbsent(offsets) || (Array.isArray(offsets) && offsets.length === 0))
    throw new RestError(400, 'Partitions / offsets need to be provided for an alter offsets request');
  return entriesOf(offsets, 'offsets');
}

/**
 * Reads the body of `PUT /admin/loggers/{logger}`: the level that is asked for.
 *
 * @throws RestError 400
 */
export function readLevelBody(body: string | undefined): string {
  const { level } = object(readJson(body), 'A level is {"level": "DEBUG"}');
  if (typeof level !== 'string')
    throw new RestError(400, "Desired 'level' parameter was not specified in request.");
  return level;
}

function object(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof WrittenNumber)
  )
    return value as Readonly<Record<string, unknown>>;
  throw new RestError(400, `Cannot deserialize value: ${what}.`);
}

function refuseUnknown(rest: object, known: string): void {
  const [field] = Object.keys(rest);
  if (field !== undefined) throw new RestError(400, `Unrecognized field "${field}"; known are ${known}.`);
}

function configOf(value: unknown): RawConfig {
  const config = object(value, 'A configuration is an object of keys and values');
  return Object.fromEntries(Object.entries(config).map(([key, each]) => [key, scalar(key, each)]));
}

function scalar(key: string, value: unknown): string {
  const text = textOf(value);
  if (text !== undefined) return text;
  if (value === null)
    throw new RestError(
      400,
      `Invalid value null for configuration ${key}: Null value can not be supplied as the configuration value.`,
    );
  throw new RestError(
    400,
    `Cannot deserialize value of ${key}: it has to be text, a number or true or false.`,
  );
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof WrittenNumber) return value.text;
  return typeof value === 'boolean' ? String(value) : undefined;
}

function withName(name: string, config: RawConfig): RawConfig {
  const given = config['name'];
  if (given !== undefined && given !== name) throw mismatch(given, name);
  return { ...config, name };
}

function mismatch(given: string, name: string): RestError {
  return new RestError(
    400,
    `Connector name configuration (${given}) doesn't match connector name in the URL (${name})`,
  );
}

function initialStateOf(value: unknown): InitialState {
  if (isAbsent(value)) return 'RUNNING';
  const state = initialStates.find((each) => typeof value === 'string' && each === value.toUpperCase());
  if (state === undefined)
    throw new RestError(
      400,
      `Cannot deserialize value of initial_state: it is one of ${initialStates.join(', ')}.`,
    );
  return state;
}

function entriesOf(value: unknown, field: string): readonly OffsetEntry[] {
  if (!Array.isArray(value))
    throw new RestError(400, `Cannot deserialize value of ${field}: it has to be a list.`);
  return value.map((each: unknown) => {
    const { partition, offset, ...rest } = object(each, 'An entry is {"partition": {…}, "offset": {…}}');
    refuseUnknown(rest, 'partition, offset');
    if (isAbsent(partition)) throw new RestError(400, 'The partition of an offset cannot be null or missing');
    return {
      partition: position(partition, 'partition'),
      offset: isAbsent(offset) ? null : position(offset, 'offset'),
    };
  });
}

function position(value: unknown, what: string): Readonly<Record<string, unknown>> {
  return plainJson(object(value, `A ${what} is an object`)) as Readonly<Record<string, unknown>>;
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
