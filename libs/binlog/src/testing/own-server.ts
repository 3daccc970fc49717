import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import { mysqlAddress, prepareMysql } from '../../../../tools/stack/mysql.ts';
import { freePort } from '../../../../tools/stack/ports.ts';
import type { ServerProcess } from '../../../../tools/stack/server-process.ts';
import { currentPosition, type Position } from '../index.ts';

const silent = { update: () => undefined, done: () => undefined, fail: () => undefined };

/** A MySQL of its own: what is done to it would disturb everybody else. */
export class OwnServer {
  static async start(): Promise<OwnServer> {
    const folder = await mkdtemp(join(tmpdir(), 'binlog-'));
    const port = await freePort();
    const server = await prepareMysql({ port, dataFolder: folder, logFolder: folder }, silent);
    await server.start();
    return new OwnServer(server, mysqlAddress(port), folder);
  }

  private constructor(
    readonly process: ServerProcess,
    readonly address: ReturnType<typeof mysqlAddress>,
    private readonly folder: string,
  ) {}

  async connect(): Promise<Connection> {
    const connection = await createConnection({ ...this.address, multipleStatements: true });
    connection.on('error', () => undefined);
    return connection;
  }

  async execute(statements: string): Promise<void> {
    const connection = await this.connect();
    try {
      await connection.query(statements);
    } finally {
      await connection.end();
    }
  }

  /** The end of its binlog. */
  async position(): Promise<Position> {
    const connection = await this.connect();
    try {
      return await currentPosition(connection);
    } finally {
      await connection.end();
    }
  }

  async stop(): Promise<void> {
    await this.process.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}
