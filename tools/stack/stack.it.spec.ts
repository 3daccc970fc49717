import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '@payments/testing';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processesNaming } from './fixtures/process-list.ts';
import { mysqlAddress } from './mysql.ts';
import { freePort } from './ports.ts';

const program = fileURLToPath(new URL('./main.ts', import.meta.url));
const startTimeoutMs = 120_000;
const endTimeoutMs = 40_000;

interface Run {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exitCode: Promise<number | null>;
}

/** One story, each chapter on what the one before has left. */
describe('the local stack as a command', { timeout: startTimeoutMs + endTimeoutMs }, () => {
  let folder = '';
  let ports: Record<'KAFKA_PORT' | 'MYSQL_PORT' | 'S3_PORT', string>;
  let running: Run;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stack-spec-'));
    ports = {
      KAFKA_PORT: String(await freePort()),
      MYSQL_PORT: String(await freePort()),
      S3_PORT: String(await freePort()),
    };
  });
  afterAll(async () => {
    running.child.kill('SIGKILL');
    await nothingLeft(folder);
    await rm(folder, { recursive: true, force: true });
  });

  it('starts Kafka, MySQL and S3 and says where they are, without colours if nobody sees them', async () => {
    running = await startStackCommand(folder, ports);
    expect(running.output()).toContain(`127.0.0.1:${ports.KAFKA_PORT}`);
    expect(running.output()).not.toContain('\u001B');
    expect(await processesNaming(folder)).toHaveLength(4);
    await remember(Number(ports.MYSQL_PORT), 'before the kill');
  });

  it('refuses a second start on the same data, with the process that has it', async () => {
    const second = startCommand(folder, ports);
    expect(await second.exitCode).toBe(1);
    expect(second.output()).toContain(`already running, pid ${running.child.pid}`);
    expect(second.output()).not.toContain('    at ');
  });

  it('leaves nothing behind when it is killed', async () => {
    running.child.kill('SIGKILL');
    expect(await nothingLeft(folder)).toBe(true);
  });

  it('starts again on the data of the killed run', async () => {
    running = await startStackCommand(folder, ports);
    expect(await remembered(Number(ports.MYSQL_PORT))).toEqual(['before the kill']);
  });

  it('stops everything and ends well on Ctrl-C, pressed twice', async () => {
    running.child.kill('SIGINT');
    running.child.kill('SIGINT');
    expect(await running.exitCode).toBe(0);
    expect(await processesNaming(folder)).toEqual([]);
  });

  it('names a port that is in use, and the variable that changes it, and starts nothing', async () => {
    const squatter = createServer().listen(Number(ports.S3_PORT), '127.0.0.1');
    const run = startCommand(folder, ports);
    expect(await run.exitCode).toBe(1);
    squatter.close();
    expect(run.output()).toMatch(new RegExp(`Port ${ports.S3_PORT}, meant for S3, is in use.*S3_PORT=`));
    expect(await processesNaming(folder)).toEqual([]);
  });

  it('leaves nothing behind when it is interrupted while it starts', async () => {
    const run = startCommand(folder, ports);
    await eventually(async () => (await processesNaming(folder)).length >= 3, { what: 'a server to start' });
    run.child.kill('SIGTERM');
    await run.exitCode;
    expect(await processesNaming(folder)).toEqual([]);
  });

  it('begins anew with --fresh', async () => {
    running = await startStackCommand(folder, ports, ['--fresh']);
    expect(await remembered(Number(ports.MYSQL_PORT))).toEqual([]);
  });
});

async function startStackCommand(
  folder: string,
  ports: NodeJS.ProcessEnv,
  args: string[] = [],
): Promise<Run> {
  const run = startCommand(folder, ports, args);
  await Promise.race([
    eventually(() => run.output().includes('Ctrl-C'), { what: 'the stack', timeoutMs: startTimeoutMs }),
    run.exitCode.then(() => Promise.reject(new Error(run.output()))),
  ]);
  return run;
}

function startCommand(folder: string, ports: NodeJS.ProcessEnv, args: string[] = []): Run {
  const child = spawn(process.execPath, ['--no-warnings', program, '--data', folder, ...args], {
    env: { ...process.env, ...ports },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      output += String(data);
    });
  }
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.once('close', (code) => resolve(code));
  return { child, output: () => output, exitCode: promise };
}

function nothingLeft(folder: string): Promise<true> {
  return eventually(async () => (await processesNaming(folder)).length === 0, {
    what: 'the end of every process',
    timeoutMs: endTimeoutMs,
  });
}

async function remember(port: number, note: string): Promise<void> {
  const connection = await createConnection({ ...mysqlAddress(port), database: 'kafka_db' });
  await connection.query('CREATE TABLE notes (note VARCHAR(100))');
  await connection.query('INSERT INTO notes VALUES (?)', [note]);
  await connection.end();
}

async function remembered(port: number): Promise<string[]> {
  const connection = await createConnection({ ...mysqlAddress(port), database: 'kafka_db' });
  const [tables] = await connection.query<RowDataPacket[]>("SHOW TABLES LIKE 'notes'");
  const [notes] =
    tables.length === 0 ? [[]] : await connection.query<RowDataPacket[]>('SELECT note FROM notes');
  await connection.end();
  return notes.map((row) => String(row['note']));
}
