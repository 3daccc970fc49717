/** The server cannot be read with these settings or rights. Trying again changes nothing; the message says what would. */
export class BinlogSettingsError extends Error {
  override readonly name = 'BinlogSettingsError';
}

/**
 * The binlog no longer has what comes after a position: it was purged or reset, or the position is from another server.
 * Reading on would lose rows, so whoever reads has to start anew from the tables.
 */
export class BinlogPurgedError extends Error {
  override readonly name = 'BinlogPurgedError';
}

/** The binlog holds a change that cannot be read as rows without guessing, so nothing after it is delivered. */
export class BinlogUnreadableError extends Error {
  override readonly name = 'BinlogUnreadableError';
}

interface MysqlError extends Error {
  readonly code?: string;
  readonly errno?: number;
}

const fatalBinlogError = 1236;
const accessErrors = new Set([1044, 1045, 1142, 1227]);

/**
 * Sorts what a connection failed with. A failure that will pass (the server restarts, the network breaks, the dump is
 * killed) comes back as it is; one that stays comes back as one of the errors above.
 */
export function explainFailure(error: unknown): { readonly error: Error; readonly permanent: boolean } {
  const failure: MysqlError = error instanceof Error ? error : new Error(String(error));
  if (isBinlogError(failure)) return { error: failure, permanent: true };
  if (failure.errno === fatalBinlogError) return { error: explainDumpRefusal(failure), permanent: true };
  if (failure.errno !== undefined && accessErrors.has(failure.errno)) {
    return { error: new BinlogSettingsError(missingRights(failure), { cause: failure }), permanent: true };
  }
  // Only the network and the server give their errors a code; what is left failed while an event was decoded.
  if (failure.code === undefined) {
    const message = `The binlog holds an event that cannot be decoded: ${failure.message}`;
    return { error: new BinlogUnreadableError(message, { cause: failure }), permanent: true };
  }
  return { error: failure, permanent: false };
}

function isBinlogError(error: Error): boolean {
  return (
    error instanceof BinlogSettingsError ||
    error instanceof BinlogPurgedError ||
    error instanceof BinlogUnreadableError
  );
}

function explainDumpRefusal(failure: MysqlError): Error {
  if (/purged|could not find first log|impossible position|position > file size/i.test(failure.message)) {
    return new BinlogPurgedError(`MySQL cannot continue from the position: ${failure.message}`, {
      cause: failure,
    });
  }
  if (/same server_uuid|same server_id/i.test(failure.message)) {
    const message = `Another reader of the binlog uses the same server id; give each its own. ${failure.message}`;
    return new BinlogSettingsError(message, { cause: failure });
  }
  return new BinlogUnreadableError(`MySQL cannot send its binlog: ${failure.message}`, { cause: failure });
}

function missingRights(failure: MysqlError): string {
  return (
    `MySQL refused: ${failure.message}. A reader of the binlog needs ` +
    'GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO its user.'
  );
}
