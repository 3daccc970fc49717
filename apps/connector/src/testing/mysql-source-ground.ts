import { freshDatabase, type FreshDatabase } from '@payments/testing';
import { type Connection, createConnection } from 'mysql2/promise';
import type { RawConfig } from '../config/config-def.ts';
import { mySqlSource } from '../mysql-source/mysql-source.ts';
import { SourceRun } from './source-run.ts';

/** Three customers in a table that change data capture reads. */
export const threeCustomers = `
  CREATE TABLE customers (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(50) NOT NULL, email VARCHAR(80));
  INSERT INTO customers (name) VALUES ('Asha'), ('Ravi'), ('Meera')`;

/** A database of a test's own, a connection to it, and configurations that name it, as people write them. */
export class MySqlSourceGround {
  private constructor(
    private readonly fresh: FreshDatabase,
    /** Takes several statements at once. */
    readonly sql: Connection,
  ) {}

  static async start(name: string, statements: string): Promise<MySqlSourceGround> {
    const fresh = await freshDatabase(name);
    const sql = await connectTo(fresh);
    await sql.query(statements);
    return new MySqlSourceGround(fresh, sql);
  }

  /** Another connection like `sql`, for a transaction beside it; whoever opens it ends it. */
  connect(): Promise<Connection> {
    return connectTo(this.fresh);
  }

  /** The name of the database. */
  get database(): string {
    return this.fresh.database;
  }

  /** The table of customers, as Debezium's tutorial has it. */
  debezium(more: RawConfig = {}): RawConfig {
    const { host, port, user, password, database } = this.fresh;
    return {
      'connector.class': 'io.debezium.connector.mysql.MySqlConnector',
      name: 'test',
      'database.hostname': host,
      'database.port': String(port),
      'database.user': user,
      'database.password': password,
      'topic.prefix': 'shop',
      'table.include.list': `${database}.customers`,
      ...more,
    };
  }

  /** Every table, as the JDBC source's quickstart has it; the mode is missing. */
  jdbc(more: RawConfig = {}): RawConfig {
    const { host, port, user, password, database } = this.fresh;
    return {
      'connector.class': 'io.confluent.connect.jdbc.JdbcSourceConnector',
      name: 'test',
      'connection.url': `jdbc:mysql://${host}:${port}/${database}`,
      'connection.user': user,
      'connection.password': password,
      'topic.prefix': 'jdbc-',
      ...more,
    };
  }

  run(config: RawConfig, maxTasks?: number): SourceRun {
    return new SourceRun(mySqlSource, config, maxTasks);
  }

  async stop(): Promise<void> {
    await this.sql.end();
    await this.fresh.drop();
  }
}

function connectTo(fresh: FreshDatabase): Promise<Connection> {
  const { drop: _, ...account } = fresh;
  return createConnection({ ...account, multipleStatements: true });
}
