import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, type ConnectionOptions, createConnection } from 'mysql2/promise';
import type { ConnectionSettings } from './connection-settings.ts';
import { explainConnectionFailure } from './mysql.errors.ts';

export interface ConnectOptions {
  /** Gives up the attempt. */
  readonly signal?: AbortSignal;
  /** Of one attempt. */
  readonly timeoutMs?: number;
  readonly attempts?: number;
  readonly backoffMs?: number;
}

const defaults = { timeoutMs: 5_000, attempts: 1, backoffMs: 1_000 };

/**
 * Connects to MySQL, for text in UTF-8, times in UTC, and values that lose nothing: integers beyond 2^53 and DECIMAL as strings, dates
 * and times as MySQL prints them, JSON as its text.
 *
 * @throws MySqlUnavailableError after the last attempt
 */
export async function connectMySql(
  settings: ConnectionSettings,
  options: ConnectOptions = {},
): Promise<Connection> {
  const { attempts, backoffMs } = { ...defaults, ...options };
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptToConnect(settings, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      if (attempt >= attempts) throw explainConnectionFailure(error, settings);
      await delay(backoffMs, undefined, options.signal === undefined ? {} : { signal: options.signal });
    }
  }
}

/** Connects, works and closes the connection, whatever comes of it. */
export async function withMySql<Result>(
  settings: ConnectionSettings,
  work: (connection: Connection) => Promise<Result>,
  options: ConnectOptions = {},
): Promise<Result> {
  const connection = await connectMySql(settings, options);
  const abort = (): void => connection.destroy();
  options.signal?.addEventListener('abort', abort, { once: true });
  try {
    return await work(connection);
  } finally {
    options.signal?.removeEventListener('abort', abort);
    connection.destroy();
  }
}

/** The same for whoever makes connections itself, for example a reader of the binlog or a pool. */
export function connectionOptions(settings: ConnectionSettings): ConnectionOptions {
  const { host, port, user, password, database, tls } = settings;
  return {
    host,
    port,
    user,
    password,
    ...(database === undefined ? {} : { database }),
    ...(tls === 'off'
      ? {}
      : { ssl: { rejectUnauthorized: tls === 'verified', verifyIdentity: tls === 'verified' } }),
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: false,
    decimalNumbers: false,
    jsonStrings: true,
  };
}

async function attemptToConnect(
  settings: ConnectionSettings,
  { signal, timeoutMs = defaults.timeoutMs }: ConnectOptions,
): Promise<Connection> {
  const connecting = createConnection({ ...connectionOptions(settings), connectTimeout: timeoutMs });
  const connection = await settledBefore(connecting, timeoutMs, signal);
  // A query under way reports what happens to the connection; alone, this event would end the process.
  connection.on('error', () => undefined);
  try {
    await settledBefore(connection.query("SET SESSION time_zone = '+00:00'"), timeoutMs, signal);
    return connection;
  } catch (error) {
    connection.destroy();
    throw error;
  }
}

/** The driver's own limit is for the network alone: a server that accepts and says nothing is not noticed by it. */
async function settledBefore<Value>(
  work: Promise<Value>,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Value> {
  const limit = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal === undefined ? [] : [signal])]);
  return await new Promise<Value>((resolve, reject) => {
    const giveUp = (): void => {
      work.then(discard, () => undefined);
      reject(new Error(`no answer within ${timeoutMs} ms`));
    };
    if (limit.aborted) return giveUp();
    limit.addEventListener('abort', giveUp, { once: true });
    void work.then(resolve, reject).finally(() => limit.removeEventListener('abort', giveUp));
  });
}

/** Closes a connection that came too late. */
function discard(value: unknown): void {
  if (typeof value === 'object' && value !== null && 'destroy' in value) (value as Connection).destroy();
}
