import type { MysqlConnection } from './mysql-pool.service.ts';

/** The longest that this process's own clock is trusted to go as the database's does. */
const maxAgeMs = 200;

/**
 * The database's clock, so that servers need not agree on the time. It is asked a few times a second, and goes on by this process's own
 * in between: to ask for every commit would be a third of its statements.
 */
export class DatabaseClock {
  private asked: { readonly databaseMs: number; readonly atMs: number } | undefined;
  private readonly elapsedMs: () => number;

  /** @param elapsedMs milliseconds that only grow */
  constructor(elapsedMs: () => number = () => performance.now()) {
    this.elapsedMs = elapsedMs;
  }

  async now(connection: Pick<MysqlConnection, 'read'>): Promise<Date> {
    const { asked } = this;
    const ageMs = asked === undefined ? Infinity : this.elapsedMs() - asked.atMs;
    if (asked !== undefined && ageMs <= maxAgeMs) return new Date(asked.databaseMs + Math.floor(ageMs));
    const [row] = await connection.read('SELECT UTC_TIMESTAMP(3) AS now');
    const time = row?.['now'] as Date;
    this.asked = { databaseMs: time.getTime(), atMs: this.elapsedMs() };
    return time;
  }
}
