import { DataError } from '../../records/data-error.ts';
import { MySqlUnavailableError } from '../../mysql/mysql.errors.ts';

/** The task is to end, or its partition to be given up, in the midst of it. */
export class WriteAbortedError extends Error {
  override readonly name = 'WriteAbortedError';
}

/**
 * What an error says of a transaction. `passing`: the same may succeed later. `conflict`: the same may succeed at once.
 * `definition`: the table is not what it was. `row`: one of its rows cannot be written, whenever it is tried. `fatal`: none of this.
 */
export type WriteFailure = 'passing' | 'conflict' | 'definition' | 'row' | 'fatal';

const conflicts = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_TABLE_DEF_CHANGED']);

const definitions = new Set(['ER_BAD_FIELD_ERROR', 'ER_NO_SUCH_TABLE', 'ER_WRONG_VALUE_COUNT_ON_ROW']);

const passing = new Set([
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

/** Errors about a value that have no SQL state of their own. */
const rows = new Set([
  'ER_NO_DEFAULT_FOR_FIELD',
  'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD',
  'ER_CHECK_CONSTRAINT_VIOLATED',
  'WARN_DATA_TRUNCATED',
  'ER_INVALID_CHARACTER_STRING',
  'ER_CANNOT_CONVERT_STRING',
  'ER_TOO_BIG_ROWSIZE',
  'ER_NO_PARTITION_FOR_GIVEN_VALUE',
  'ER_SIGNAL_EXCEPTION',
]);

export function failureOf(error: unknown): WriteFailure {
  if (error instanceof DataError) return 'row';
  if (error instanceof MySqlUnavailableError) return failureOfConnection(error);
  const {
    code = '',
    fatal,
    sqlState = '',
  } = error as {
    readonly code?: string;
    readonly fatal?: boolean;
    readonly sqlState?: string;
  };
  if (conflicts.has(code)) return 'conflict';
  if (definitions.has(code)) return 'definition';
  if (passing.has(code) || fatal === true) return 'passing';
  // 22: a value does not fit; 23: a constraint is broken; 45: a trigger refuses.
  if (rows.has(code) || /^(22|23|45)/.test(sqlState)) return 'row';
  return 'fatal';
}

/** Whoever is refused now is refused in a moment: the task fails at once, and says why. */
function failureOfConnection({ cause }: MySqlUnavailableError): WriteFailure {
  const code = (cause as { code?: string } | undefined)?.code ?? '';
  return code.startsWith('ER_') && !passing.has(code) ? 'fatal' : 'passing';
}

export function isDuplicate(error: unknown): boolean {
  return (error as { code?: string }).code === 'ER_DUP_ENTRY';
}
