/**
 * What mysql2 and MySQL say when it is not the statement's fault: the server cannot be reached, does not answer, is about to
 * stop, or cannot write for now. Whether the statement has succeeded is unknown when the answer was lost.
 */
const passingCodes: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'ER_CON_COUNT_ERROR',
  'ER_DISK_FULL',
  'ER_OPTION_PREVENTS_STATEMENT',
  'ER_QUERY_INTERRUPTED',
  'ER_RECORD_FILE_FULL',
  'ER_SERVER_SHUTDOWN',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
]);

/** Another transaction was in the way. */
const conflictCodes: ReadonlySet<string> = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT']);

/** What a pool of mysql2 says, without a code, when too many wait for a connection. */
const poolIsFull = 'Queue limit reached.';

/** True if the same may well succeed a little later, in the words of mysql2 or of TypeORM around it. */
export function isDatabaseAway(error: unknown): boolean {
  const { code, fatal, driverError, message } = (error ?? {}) as {
    readonly code?: string;
    readonly fatal?: boolean;
    readonly driverError?: unknown;
    readonly message?: string;
  };
  if (driverError !== undefined) return isDatabaseAway(driverError);
  if (fatal === true || message === poolIsFull) return true;
  return code !== undefined && (passingCodes.has(code) || conflictCodes.has(code));
}
