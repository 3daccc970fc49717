/**
 * Errors that say nothing about the statement: the database cannot be reached, does not answer, or cannot write for now.
 * The same request may succeed a little later. Whether it has succeeded already is unknown when the answer was lost.
 */
const passingCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ER_CON_COUNT_ERROR',
  'ER_DISK_FULL',
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_QUERY_INTERRUPTED',
  'ER_RECORD_FILE_FULL',
  'ER_SERVER_SHUTDOWN',
]);

/** True if the database is away, in the words of mysql2 or of TypeORM around it. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, fatal, driverError, message } = (error ?? {}) as {
    code?: string;
    fatal?: boolean;
    driverError?: unknown;
    message?: string;
  };
  if (driverError !== undefined) return isDatabaseAway(driverError);
  return fatal === true || passingCodes.has(code ?? '') || message === 'Queue limit reached.';
}

/** True if a second attempt, at once, may well succeed: the lock is free now, or another connection is alive. */
export function isWorthRetrying(error: unknown): boolean {
  const { code, fatal } = (error ?? {}) as { code?: string; fatal?: boolean };
  return code === 'ER_LOCK_DEADLOCK' || (fatal === true && code !== 'ECONNREFUSED' && code !== 'ETIMEDOUT');
}
