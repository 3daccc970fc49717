import type { Position } from '@payments/binlog';
import { type TableName, tableText } from '../../mysql/names.ts';
import type { SourceOffset } from '../../plugin/source-task.ts';
import type { SourcePosition } from '../../plugin/plugin.ts';

/** How far the snapshot of a table is. */
export type TableProgress =
  | { readonly state: 'waiting' | 'done' }
  | {
      readonly state: 'reading';
      /** Names of the primary key's columns, in its order. */
      readonly key: readonly string[];
      /** The key that was read last, and the last one there is to read, by `keyText`. */
      readonly after: readonly string[];
      readonly until: readonly string[];
      readonly rows: number;
    };

/** What is written beside the position. */
export interface PositionDetails {
  readonly serverId: number;
  readonly timestampMs: number;
  readonly isSnapshot: boolean;
}

/**
 * The offset of the binlog, in Debezium's form: `{"file":…,"pos":…}`. `row` counts rows of the transaction that begins there which are
 * already in Kafka. `server_uuid` is ours: an offset without it was written by Debezium or by hand.
 */
export function positionOffset(server: string, position: Position, details: PositionDetails): SourceOffset {
  const { file, offset, rows = 0, gtidSet, serverUuid } = position;
  return {
    partition: { server },
    offset: {
      ts_sec: Math.floor(details.timestampMs / 1_000),
      file,
      pos: offset,
      row: rows,
      server_id: details.serverId,
      ...(gtidSet === undefined ? {} : { gtids: gtidSet }),
      ...(serverUuid === undefined ? {} : { server_uuid: serverUuid }),
      ...(details.isSnapshot ? { snapshot: true } : {}),
    },
  };
}

export interface StoredPosition {
  readonly position: Position;
  /** It was not written here, and there are no offsets of tables beside it. */
  readonly isForeign: boolean;
  /** A snapshot of Debezium's was under way, which only it could have ended. */
  readonly isSnapshot: boolean;
}

/** Reads the same again. @throws Error if it has not that form */
export function storedPosition(offset: SourcePosition): StoredPosition {
  const { file, pos, row, gtids, server_uuid: serverUuid, snapshot } = offset;
  const wrong = positionProblem(offset);
  if (wrong !== undefined)
    throw new Error(`The stored offset ${JSON.stringify(offset)} cannot be used: ${wrong}`);
  const isForeign = typeof serverUuid !== 'string';
  const rows = isForeign ? 0 : Number(row ?? 0);
  return {
    isForeign,
    isSnapshot: snapshot !== undefined && snapshot !== false && snapshot !== 'false',
    position: {
      file: file as string,
      offset: Number(pos),
      ...(rows === 0 ? {} : { rows }),
      ...(typeof gtids === 'string' ? { gtidSet: gtids.replaceAll(/\s/g, '') } : {}),
      ...(typeof serverUuid === 'string' ? { serverUuid } : {}),
    },
  };
}

/** What is wrong with an offset of the binlog; undefined if nothing is. */
export function positionProblem({ file, pos, row, gtids }: SourcePosition): string | undefined {
  if (typeof file !== 'string' || file === '') return '"file" must be the name of a binlog file.';
  if (!isCount(pos)) return '"pos" must be a position in the file.';
  if (row !== undefined && !isCount(row)) return '"row" must be a number of rows.';
  return gtids !== undefined && typeof gtids !== 'string'
    ? '"gtids" must be a set of GTIDs, as text.'
    : undefined;
}

/** The offset of one table's snapshot; who resets it, has the table read again. Undefined: the table is not read any more. */
export function tableOffset(
  server: string,
  table: TableName,
  progress: TableProgress | undefined,
): SourceOffset {
  const partition = { server, table: tableText(table) };
  if (progress === undefined) return { partition, offset: null };
  const { state, ...rest } = progress;
  return { partition, offset: { snapshot: state, ...rest } };
}

/** Reads the same again; what it does not know counts as waiting. */
export function storedProgress(offset: SourcePosition | undefined): TableProgress {
  const { snapshot, key, after, until, rows } = offset ?? {};
  if (snapshot === 'done') return { state: 'done' };
  if (snapshot !== 'reading' || !isTexts(key) || !isTexts(after) || !isTexts(until))
    return { state: 'waiting' };
  return { state: 'reading', key, after, until, rows: Number(rows ?? 0) };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
