import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../stack/command.ts';
import { Failure } from '../../stack/failure.ts';
import { guardPath, releasePath } from '../../stack/guard.ts';
import { freePort } from '../../stack/ports.ts';
import { ServerProcess } from '../../stack/server-process.ts';

/** Another way to take payments, which answers where payments-api does. */
export type PeerName = 'no-database' | 'usual-way';

export interface PeerServer {
  readonly url: string;
  stop(): Promise<void>;
}

const folder = fileURLToPath(new URL('.', import.meta.url));
const compiler = fileURLToPath(new URL('../../../node_modules/.bin/tsc', import.meta.url));
const readyTimeoutMs = 60_000;
const stopTimeoutMs = 5_000;
/** A server that answers, whatever it answers, is there. */
const probeTimeoutMs = 2_000;

/** They have decorators, which Node does not read: they are compiled, as everything that runs in production. */
export async function compilePeers(): Promise<void> {
  const { exitCode, tail } = await runProgram(compiler, ['-p', join(folder, 'tsconfig.json')]);
  if (exitCode !== 0) throw new Failure(`The peers of the bench could not be compiled:\n${tail}`);
}

export async function startPeer(
  name: PeerName,
  environment: Readonly<Record<string, string>> = {},
): Promise<PeerServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const logs = await mkdtemp(join(tmpdir(), 'bench-peer-'));
  guardPath(logs);
  const server = new ServerProcess({
    name,
    command: process.execPath,
    args: ['--enable-source-maps', join(folder, 'dist', `${name}.js`)],
    env: { NODE_ENV: 'production', ...environment, PORT: String(port) },
    logFile: join(logs, `${name}.log`),
    isReady: () => answers(url),
    readyTimeoutMs,
    stopTimeoutMs,
  });
  await server.start();
  return {
    url,
    stop: async () => {
      await server.stop();
      await rm(logs, { recursive: true, force: true });
      releasePath(logs);
    },
  };
}

function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(probeTimeoutMs) }).then(
    async (response) => {
      await response.body?.cancel();
      return true;
    },
    () => false,
  );
}
