import { setTimeout as delay } from 'node:timers/promises';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { OpenTransactions } from './settlement.ts';

const levels = ['REPEATABLE READ', 'READ COMMITTED'] as const;
/** MySQL answers from a copy for as long as somebody asks more often than every 100 ms. */
const copyMs = 110;
const jitterMs = 80;
const attempts = 40;

/**
 * Sees who is at work: transactions that have written something or are running a statement, and statements that wait for a table. Needs
 * the right PROCESS.
 *
 * MySQL answers from a copy that may be old. Whether it is shows in the asker's own transaction: each time it has another isolation
 * level than the time before, and the copy is new if it has it too.
 */
export class TransactionWatch {
  /** It gave up once: an old copy could show the transaction of then. Another connection is needed. */
  isSpent = false;
  private turn = 0;

  constructor(private readonly connection: Connection) {}

  /** Undefined if MySQL does not renew its copy, because others keep asking: then nothing is known. */
  async look(signal: AbortSignal): Promise<OpenTransactions | undefined> {
    if (this.isSpent) return undefined;
    const level = levels[this.turn % levels.length] as string;
    this.turn += 1;
    await this.connection.query(`SET TRANSACTION ISOLATION LEVEL ${level}`);
    // With its snapshot it begins at once, and not with the first table that is read.
    await this.connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
    try {
      for (let attempt = 1; attempt <= attempts; attempt++) {
        const [rows] = await this.connection.query<RowDataPacket[]>(transactions);
        if (rows.some((row) => Number(row['isOwn']) === 1 && row['level'] === level))
          return await this.namesOf(rows);
        await delay(copyMs + Math.random() * jitterMs, undefined, { signal });
      }
    } finally {
      await this.connection.query('ROLLBACK');
    }
    this.isSpent = true;
    return undefined;
  }

  private async namesOf(rows: readonly RowDataPacket[]): Promise<OpenTransactions> {
    const [waiting] = await this.connection.query<RowDataPacket[]>(waitingStatements);
    const atWork = rows.filter((row) => Number(row['isOwn']) !== 1 && Number(row['isAtWork']) === 1);
    return new Set([...atWork, ...waiting].map((row) => String(row['name'])));
  }
}

/** A connection's transactions that begin in the same second count as one: that is on the safe side. */
const transactions = `
  SELECT CONCAT(trx_mysql_thread_id, '@', trx_started) AS name, trx_isolation_level AS level,
    trx_mysql_thread_id = CONNECTION_ID() AS isOwn,
    trx_is_read_only = 0 AND (trx_rows_modified > 0 OR trx_query IS NOT NULL) AS isAtWork
  FROM information_schema.INNODB_TRX`;

/** Their time has begun, and their transaction has not. */
const waitingStatements = `
  SELECT CONCAT(ID, '#') AS name FROM information_schema.PROCESSLIST
  WHERE ID <> CONNECTION_ID() AND STATE LIKE 'Waiting for %lock%'`;
