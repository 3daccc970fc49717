/**
 * A place in the binlog, always between two transactions. With `gtidSet` it holds on every server that has executed the
 * set; without it, only on the server whose `serverUuid` it names.
 */
export interface Position {
  /** Name of the binlog file, for example `binlog.000042`. */
  readonly file: string;
  /** Bytes from the start of the file. */
  readonly offset: number;
  /** What has been executed up to here; only where the server has GTIDs on. */
  readonly gtidSet?: string;
  readonly serverUuid?: string;
  /**
   * Rows of the watched tables already delivered from the transaction that follows: only while a transaction larger than
   * a batch is under way. Whoever continues from it watches the same tables and operations.
   */
  readonly rows?: number;
}

/** A position that is to be read is not one. */
export class PositionFormatError extends Error {
  override readonly name = 'PositionFormatError';
}

/**
 * Writes a position as one line of JSON of at most `maxBytes`. A GTID set that does not fit is left out: file and offset
 * say the same on the server they are from.
 *
 * @example
 * formatPosition({ file: 'binlog.000042', offset: 4711 }); // {"file":"binlog.000042","offset":4711}
 */
export function formatPosition(position: Position, maxBytes = 4_096): string {
  const { file, offset, rows, serverUuid, gtidSet } = position;
  const text = JSON.stringify({ file, offset, rows: rows || undefined, serverUuid, gtidSet });
  if (Buffer.byteLength(text) <= maxBytes) return text;
  return JSON.stringify({ file, offset, rows: rows || undefined, serverUuid });
}

/** Reads what `formatPosition` wrote. @throws PositionFormatError */
export function parsePosition(text: string): Position {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new PositionFormatError(`Not a binlog position: ${text.slice(0, 100)}`, { cause: error });
  }
  if (!isPosition(value)) throw new PositionFormatError(`Not a binlog position: ${text.slice(0, 100)}`);
  const { file, offset, rows, serverUuid, gtidSet } = value;
  return {
    file,
    offset,
    ...(rows === undefined ? {} : { rows }),
    ...(serverUuid === undefined ? {} : { serverUuid }),
    ...(gtidSet === undefined ? {} : { gtidSet }),
  };
}

/** True if both name the same place. */
export function samePosition(one: Position, other: Position): boolean {
  return (
    one.file === other.file &&
    one.offset === other.offset &&
    (one.rows ?? 0) === (other.rows ?? 0) &&
    one.gtidSet === other.gtidSet
  );
}

function isPosition(value: unknown): value is Position {
  if (typeof value !== 'object' || value === null) return false;
  const { file, offset, rows, serverUuid, gtidSet } = value as Record<string, unknown>;
  return (
    typeof file === 'string' &&
    file !== '' &&
    isCount(offset) &&
    (rows === undefined || isCount(rows)) &&
    (serverUuid === undefined || typeof serverUuid === 'string') &&
    (gtidSet === undefined || typeof gtidSet === 'string')
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
