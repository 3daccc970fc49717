import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import { ConnectionDoubts } from './connection-doubts.ts';

/** A database that does not answer for so long counts as away. */
const readTimeoutMs = 5_000;

/** TypeORM for what is read, so that a read has an outcome in time, and a connection that no longer answers is not used again. */
@Injectable()
export class DatabaseReads {
  private readonly doubts = new ConnectionDoubts();

  constructor(private readonly database: DataSource) {}

  /** @throws an error with the code `ETIMEDOUT` after five seconds */
  async run<Result>(read: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    let connection: ReadConnection | undefined;
    const reading = async (): Promise<Result> => {
      const runner = await this.take((taken) => (connection = taken));
      try {
        return await read(runner.manager);
      } finally {
        await runner.release();
      }
    };
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.doubts.raise();
        connection?.destroy();
        reject(Object.assign(new Error(`No answer within ${readTimeoutMs} ms`), { code: 'ETIMEDOUT' }));
      }, readTimeoutMs);
    });
    return await Promise.race([reading(), timeout]).finally(() => clearTimeout(timer));
  }

  /** A connection that can be relied on, as far as can be told. The pool is small, so this ends. */
  private async take(onTaken: (connection: ReadConnection) => void): Promise<QueryRunner> {
    for (;;) {
      const runner = this.database.createQueryRunner();
      const connection = (await runner.connect()) as ReadConnection;
      if (this.doubts.about(connection) !== 'doubtful') {
        onTaken(connection);
        return runner;
      }
      connection.destroy();
      await runner.release();
    }
  }
}

interface ReadConnection {
  destroy(): void;
}
