/** The server cannot be reached, does not answer, or is about to stop: the statement may well succeed a little later. */
const passingCodes = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'ER_CON_COUNT_ERROR',
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_QUERY_INTERRUPTED',
  'ER_SERVER_SHUTDOWN',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
]);

/** True if an error of mysql2, or of TypeORM around it, says that the database is away. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, fatal, driverError } = (error ?? {}) as {
    readonly code?: string;
    readonly fatal?: boolean;
    readonly driverError?: unknown;
  };
  if (driverError !== undefined) return isDatabaseAway(driverError);
  return fatal === true || passingCodes.has(code ?? '');
}

/** The value itself is what the database does not take, today and tomorrow: SQL's class of data exceptions. */
export function isRefusedValue(error: unknown): boolean {
  const { code, sqlState } = (error ?? {}) as { readonly code?: string; readonly sqlState?: string };
  return sqlState?.startsWith('22') === true || code === 'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD';
}
