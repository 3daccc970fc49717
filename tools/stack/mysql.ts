import { createHash } from 'node:crypto';
import { access, constants, cp, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Connection, createConnection } from 'mysql2/promise';
import { runProgram } from './command.ts';
import { Failure } from './failure.ts';
import { guardPath } from './guard.ts';
import { install } from './installation.ts';
import { findMysqld, type MysqldProgram } from './mysqld.ts';
import type { Step } from './progress.ts';
import { ServerProcess } from './server-process.ts';

/** The same file sets up the database in containers. */
const setUpFile = fileURLToPath(new URL('../../docker/mysql/init.sql', import.meta.url));
const host = '127.0.0.1';
const rootPassword = 'payments-demo';
const readyTimeoutMs = 180_000;
const stopTimeoutMs = 30_000;
/** Systems allow a socket's path little more than 100 characters. */
const longestSocketPath = 100;
const keyLength = 12;

export interface MysqlOptions {
  readonly port: number;
  readonly dataFolder: string;
  readonly logFolder: string;
}

export interface MysqlAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
}

/** MySQL with a data folder of its own, not started yet. */
export async function prepareMysql(options: MysqlOptions, step: Step): Promise<ServerProcess> {
  const program = await findMysqld(step);
  const data = join(options.dataFolder, 'data');
  await initialise(program, data, step);
  step.update('starting');
  const socket = await chooseSocket(options.dataFolder);
  return new ServerProcess({
    name: 'MySQL',
    command: program.command,
    args: [...program.args, ...program.options, ...serverOptions(options, data, socket)],
    logFile: join(options.logFolder, 'mysql.log'),
    isReady: () => acceptRoot(socket),
    readyTimeoutMs,
    stopTimeoutMs,
  });
}

export function mysqlAddress(port: number): MysqlAddress {
  return { host, port, user: 'root', password: rootPassword };
}

/** Databases and users; running it again changes nothing. */
export async function setUpDatabases(address: MysqlAddress): Promise<void> {
  const connection = await createConnection({ ...address, multipleStatements: true });
  try {
    await connection.query(await readFile(setUpFile, 'utf8'));
  } finally {
    await connection.end();
  }
}

/** A new server's data takes seconds to make: it is made once for a program, kept in the cache, and copied. */
async function initialise(program: MysqldProgram, data: string, step: Step): Promise<void> {
  if (await exists(data)) return;
  const options = [...program.options, ...smallestLog, ...asRoot()];
  const making = [...program.args, '--initialize-insecure', ...options];
  const key = createHash('sha256')
    .update([program.version, ...making].join('\n'))
    .digest('hex')
    .slice(0, keyLength);
  const template = await install(`mysql-data-${key}`, async (folder) => {
    step.update('making a new database');
    const { exitCode, tail } = await runProgram(program.command, [...making, `--datadir=${folder}`]);
    if (exitCode !== 0) throw new Failure(`MySQL could not make its data folder:\n${tail}`);
    // The server's own identity and keys: each copy makes its own.
    for (const name of await readdir(folder)) {
      if (name === 'auto.cnf' || name.endsWith('.pem')) await rm(join(folder, name));
    }
  });
  // Under another name until it is whole: an interrupted copy is not taken for a server's data.
  const copy = `${data}.${process.pid}`;
  await cp(template, copy, { recursive: true, mode: constants.COPYFILE_FICLONE });
  await rename(copy, data);
}

/** How mysqld is started. */
export function serverOptions(options: MysqlOptions, data: string, socket: string): string[] {
  return [
    `--datadir=${data}`,
    `--port=${options.port}`,
    `--bind-address=${host}`,
    `--socket=${socket}`,
    `--pid-file=${join(options.dataFolder, 'mysqld.pid')}`,
    '--secure-file-priv=NULL',
    '--mysqlx=OFF',
    '--server-id=1',
    '--gtid-mode=ON',
    '--enforce-gtid-consistency=ON',
    // As docker/mysql/init.sql sets it; what SET PERSIST keeps is not read under --no-defaults.
    '--binlog-row-metadata=FULL',
    '--innodb-flush-log-at-trx-commit=1',
    '--sync-binlog=1',
    '--default-time-zone=+00:00',
    '--character-set-server=utf8mb4',
    ...sizeOptions,
    ...asRoot(),
  ];
}

/**
 * Memory is taken as data comes in. A million payments with their reports and indexes are half of it; what does not fit costs a payment
 * twice as much. The redo log is written in whole when a server starts.
 */
const sizeOptions = [
  '--innodb-buffer-pool-size=1G',
  '--innodb-redo-log-capacity=256M',
  '--performance-schema=OFF',
  '--max-connections=250',
];

/** What is made once and copied often is kept small; a server makes its log larger when it starts. */
const smallestLog = ['--innodb-redo-log-capacity=8M'];

/** mysqld refuses to run as root unless it is told to. */
function asRoot(): string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

async function chooseSocket(dataFolder: string): Promise<string> {
  const usual = join(dataFolder, 'mysqld.sock');
  if (usual.length <= longestSocketPath) return usual;
  const folder = await mkdtemp(join(tmpdir(), 'payments-'));
  guardPath(folder);
  return join(folder, 'mysqld.sock');
}

/** Gives root its password and lets it in over TCP; true once that is so. */
async function acceptRoot(socketFile: string): Promise<boolean> {
  const connection = await connectAsRoot(socketFile);
  if (connection === undefined) return false;
  try {
    // An accident of one machine, not a change to the data: it stays out of the binlog.
    await connection.query('SET SESSION sql_log_bin = OFF');
    await connection.query("CREATE USER IF NOT EXISTS 'root'@'%' IDENTIFIED BY ?", [rootPassword]);
    await connection.query("GRANT ALL ON *.* TO 'root'@'%' WITH GRANT OPTION");
    await connection.query("ALTER USER 'root'@'localhost' IDENTIFIED BY ?", [rootPassword]);
    return true;
  } finally {
    await connection.end();
  }
}

async function connectAsRoot(socketPath: string): Promise<Connection | undefined> {
  for (const password of [rootPassword, '']) {
    const connection = await createConnection({ socketPath, user: 'root', password }).catch(() => undefined);
    if (connection !== undefined) return connection;
  }
  return undefined;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
