import { describe, expect, it } from 'vitest';
import {
  BinlogPurgedError,
  BinlogSettingsError,
  BinlogUnreadableError,
  explainFailure,
} from './binlog.errors.ts';

function mysqlError(errno: number, code: string, message: string): Error {
  return Object.assign(new Error(message), { errno, code });
}

describe('a failure of the binlog connection', () => {
  it.each([
    ['Could not find first log file name in binary log index file', BinlogPurgedError],
    ['Client requested source to start replication from position > file size', BinlogPurgedError],
    ['Cannot replicate because the source purged required binary logs.', BinlogPurgedError],
    ['A replica with the same server_uuid/server_id as this replica has connected', BinlogSettingsError],
    ['log event entry exceeded max_allowed_packet', BinlogUnreadableError],
  ])('"%s" stays, and is named', (message, type) => {
    const { error, permanent } = explainFailure(mysqlError(1236, 'ER_MASTER_FATAL', message));
    expect(permanent).toBe(true);
    expect(error).toBeInstanceOf(type);
    expect(error.message).toContain(message);
  });

  it('for want of rights says what to grant', () => {
    const { error, permanent } = explainFailure(
      mysqlError(1227, 'ER_SPECIFIC_ACCESS_DENIED_ERROR', 'Access denied'),
    );
    expect(permanent).toBe(true);
    expect(error).toBeInstanceOf(BinlogSettingsError);
    expect(error.message).toContain('GRANT REPLICATION SLAVE, REPLICATION CLIENT');
  });

  it('of the network passes', () => {
    const reset = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104 });
    expect(explainFailure(reset)).toEqual({ error: reset, permanent: false });
    const shutdown = mysqlError(1053, 'ER_SERVER_SHUTDOWN', 'Server shutdown in progress');
    expect(explainFailure(shutdown).permanent).toBe(false);
  });

  it('while an event was decoded stays, or it would come again and again', () => {
    const { error, permanent } = explainFailure(new RangeError('offset is out of bounds'));
    expect(permanent).toBe(true);
    expect(error).toBeInstanceOf(BinlogUnreadableError);
  });
});
