import type { Connection, RowDataPacket } from 'mysql2/promise';
import { BinlogPurgedError, BinlogSettingsError } from './binlog.errors.ts';
import type { Position } from './position.ts';

/** What a server says of itself that matters to a reader of its binlog. */
export interface ServerSettings {
  readonly logBin: boolean;
  readonly format: string;
  readonly rowImage: string;
  readonly rowMetadata: string;
  readonly compressed: boolean;
  readonly rowValueOptions: string;
  readonly gtidMode: string;
  readonly serverUuid: string;
}

/** How long a transaction may take from the binlog to the list of executed ones; a dump is ahead of that list. */
const executedTimeoutSeconds = 5;
const largestDumpOffset = 2 ** 32 - 1;

export async function readServerSettings(connection: Connection): Promise<ServerSettings> {
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT @@global.log_bin AS logBin, @@global.binlog_format AS format, @@global.binlog_row_image AS rowImage,
       @@global.binlog_row_metadata AS rowMetadata, @@global.binlog_transaction_compression AS compressed,
       COALESCE(@@global.binlog_row_value_options, '') AS rowValueOptions, @@global.gtid_mode AS gtidMode,
       @@global.server_uuid AS serverUuid`,
  );
  const row = rows[0] as Record<string, unknown>;
  return {
    logBin: Number(row['logBin']) === 1,
    format: String(row['format']),
    rowImage: String(row['rowImage']),
    rowMetadata: String(row['rowMetadata']),
    compressed: Number(row['compressed']) === 1,
    rowValueOptions: String(row['rowValueOptions']),
    gtidMode: String(row['gtidMode']),
    serverUuid: String(row['serverUuid']),
  };
}

/**
 * Refuses a server whose binlog would not give every change, whole.
 *
 * @throws BinlogSettingsError naming every setting that is wrong and how to set it
 */
export function assertReadable(settings: ServerSettings): void {
  if (!settings.logBin) {
    throw new BinlogSettingsError('The binlog is off. Start MySQL without skip-log-bin.');
  }
  const wrong: string[] = [];
  const want = (variable: string, is: string, should: string): void => {
    if (is !== should) wrong.push(`${variable} is '${is}': SET PERSIST ${variable} = '${should}'`);
  };
  want('binlog_format', settings.format, 'ROW');
  want('binlog_row_image', settings.rowImage, 'FULL');
  // Without the columns' names in the binlog they would have to be guessed from the table as it is now.
  want('binlog_row_metadata', settings.rowMetadata, 'FULL');
  want('binlog_transaction_compression', settings.compressed ? 'ON' : 'OFF', 'OFF');
  want('binlog_row_value_options', settings.rowValueOptions, '');
  if (wrong.length === 0) return;
  throw new BinlogSettingsError(`The binlog does not hold whole rows. ${wrong.join('; ')}.`);
}

/**
 * Where the binlog ends now. Transactions that commit meanwhile may lie before it in the file and be missing in the GTID
 * set; where that matters, nothing is to commit meanwhile (see `takeSnapshot`).
 *
 * @throws BinlogSettingsError if the binlog is off
 */
export async function currentPosition(connection: Connection): Promise<Position> {
  const settings = await readServerSettings(connection);
  const status = await binlogStatus(connection);
  if (status === undefined) {
    throw new BinlogSettingsError('The binlog is off. Start MySQL without skip-log-bin.');
  }
  const position = {
    file: String(status['File']),
    offset: Number(status['Position']),
    serverUuid: settings.serverUuid,
  };
  if (settings.gtidMode !== 'ON') return position;
  return { ...position, gtidSet: String(status['Executed_Gtid_Set']).replaceAll(/\s/g, '') };
}

/**
 * Refuses a position that this server cannot continue from without a gap.
 *
 * @throws BinlogPurgedError
 */
export async function assertAvailable(
  connection: Connection,
  from: Position,
  settings: ServerSettings,
): Promise<void> {
  if (usesGtid(from, settings)) await assertGtidSetAvailable(connection, from.gtidSet ?? '');
  else await assertFileAvailable(connection, from, settings);
}

export function usesGtid(position: Position, settings: ServerSettings): boolean {
  return position.gtidSet !== undefined && settings.gtidMode === 'ON';
}

async function binlogStatus(connection: Connection): Promise<RowDataPacket | undefined> {
  try {
    const [rows] = await connection.query<RowDataPacket[]>('SHOW BINARY LOG STATUS');
    return rows[0];
  } catch (error) {
    if ((error as { errno?: number }).errno !== syntaxError) throw error;
    // Before MySQL 8.2 it had another name.
    const [rows] = await connection.query<RowDataPacket[]>('SHOW MASTER STATUS');
    return rows[0];
  }
}

const syntaxError = 1064;

async function assertGtidSetAvailable(connection: Connection, gtidSet: string): Promise<void> {
  const [rows] = await connection.query<RowDataPacket[]>(
    'SELECT GTID_SUBSET(@@global.gtid_purged, ?) AS available, @@global.gtid_purged AS purged',
    [gtidSet],
  );
  if (rows[0]?.['available'] !== 1) {
    const message = `The binlog was purged up to ${rows[0]?.['purged']}, past the position ${gtidSet}.`;
    throw new BinlogPurgedError(message);
  }
  const [executed] = await connection.query<RowDataPacket[]>(
    'SELECT WAIT_FOR_EXECUTED_GTID_SET(?, ?) AS timedOut',
    [gtidSet, executedTimeoutSeconds],
  );
  if (executed[0]?.['timedOut'] !== 0) {
    const message = `The position ${gtidSet} is ahead of this server: it was restored from an older state, or it is another one.`;
    throw new BinlogPurgedError(message);
  }
}

async function assertFileAvailable(
  connection: Connection,
  from: Position,
  settings: ServerSettings,
): Promise<void> {
  if (from.serverUuid !== undefined && from.serverUuid !== settings.serverUuid) {
    const message = `The position ${from.file}:${from.offset} is from another server (${from.serverUuid}); this one is ${settings.serverUuid}.`;
    throw new BinlogPurgedError(message);
  }
  const [files] = await connection.query<RowDataPacket[]>('SHOW BINARY LOGS');
  const file = files.find((each) => each['Log_name'] === from.file);
  const known = `the server has ${files[0]?.['Log_name']} to ${files.at(-1)?.['Log_name']}`;
  if (file === undefined) {
    throw new BinlogPurgedError(`The binlog file ${from.file} is gone; ${known}.`);
  }
  if (from.offset > Number(file['File_size'])) {
    const message = `The position ${from.file}:${from.offset} is past the end of that file: the binlog was reset; ${known}.`;
    throw new BinlogPurgedError(message);
  }
  if (from.offset > largestDumpOffset) {
    const message = `MySQL cannot send its binlog from ${from.file}:${from.offset}, which is past 4 GiB in one file. With gtid_mode = ON it could.`;
    throw new BinlogPurgedError(message);
  }
}
