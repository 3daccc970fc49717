import type { ConnectionSettings } from './connection-settings.ts';

/** The server cannot be used as it is configured. The message says why and what to do; `key` is where to do it. */
export class MySqlUnavailableError extends Error {
  override readonly name = 'MySqlUnavailableError';

  constructor(
    readonly key: string,
    message: string,
    cause: unknown,
  ) {
    super(message, { cause });
  }
}

interface Failure extends Error {
  readonly code?: string;
}

/** Says in words what a connection failed with, and at which key of the configuration. */
export function explainConnectionFailure(
  error: unknown,
  settings: ConnectionSettings,
): MySqlUnavailableError {
  const failure = error as Failure;
  const { host, port, user, database, keys } = settings;
  const unavailable = (key: string, message: string): MySqlUnavailableError =>
    new MySqlUnavailableError(key, message, error);
  switch (failure.code) {
    case 'ER_ACCESS_DENIED_ERROR':
      return unavailable(
        keys.password,
        `MySQL at ${host}:${port} refuses the user '${user}' with this password: check ${keys.user} and ${keys.password}.`,
      );
    case 'ER_BAD_DB_ERROR':
      return unavailable(keys.database, `MySQL at ${host}:${port} has no database '${database}'.`);
    case 'ER_DBACCESS_DENIED_ERROR':
      return unavailable(
        keys.database,
        `The user '${user}' may not use the database '${database}': GRANT SELECT ON \`${database}\`.* TO '${user}'.`,
      );
    case 'ER_HOST_NOT_PRIVILEGED':
      return unavailable(keys.host, `MySQL at ${host}:${port} lets nobody in from here: ${failure.message}.`);
    case 'HANDSHAKE_NO_SSL_SUPPORT':
      return unavailable(keys.host, `MySQL at ${host}:${port} offers no TLS.`);
    case 'HANDSHAKE_SSL_ERROR':
      return unavailable(keys.host, `TLS with MySQL at ${host}:${port} fails: ${failure.message}.`);
    default:
      return unavailable(
        keys.host,
        `MySQL at ${host}:${port} cannot be reached: ${failure.message}. Check host and port, and that the server is running.`,
      );
  }
}
