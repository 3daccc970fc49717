import { createServer, type Server } from 'node:net';
import { promisify } from 'node:util';
import { Failure } from './failure.ts';

/** Below the range from which systems hand out ports to outgoing connections: a stopped server finds its port free again. */
const firstBlock = 18_000;
const blockSize = 50;
const blocks = 280;
const highestPort = 65_535;

/** Ports of the blocks that this process holds, not handed out yet. */
const held: number[] = [];
let lastTaken: Promise<unknown> = Promise.resolve();

/**
 * A port nobody listens on now, and that no other process is given: each holds blocks of ports, by listening on the first
 * of a block for as long as it lives. Never the same port twice in a process.
 */
export async function freePort(): Promise<number> {
  const taken = lastTaken.then(takePort);
  lastTaken = taken.catch(() => undefined);
  return taken;
}

async function takePort(): Promise<number> {
  for (;;) {
    const port = held.shift();
    if (port === undefined) await holdBlock();
    else if (await isPortFree(port)) return port;
  }
}

async function holdBlock(): Promise<void> {
  const start = Math.floor(Math.random() * blocks);
  for (let index = 0; index < blocks; index += 1) {
    const first = firstBlock + ((start + index) % blocks) * blockSize;
    const holder = await listen(first, '127.0.0.1');
    if (holder === undefined) continue;
    holder.unref();
    held.push(...Array.from({ length: blockSize - 1 }, (_, place) => first + 1 + place));
    return;
  }
  throw new Failure(
    `Found no free port between ${firstBlock} and ${firstBlock + blocks * blockSize - 1}: other programs hold them all.`,
  );
}

/** The port that the environment names, or the usual one. */
export function portFrom(environment: NodeJS.ProcessEnv, variable: string, usual: number): number {
  const text = environment[variable];
  if (text === undefined || text === '') return usual;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port <= highestPort) return port;
  throw new Failure(
    `${variable} is ${text}, which is no port: it takes a whole number from 1 to ${highestPort}.`,
  );
}

/** Throws a {@link Failure} if somebody listens on `port`; `variable` is the setting that changes the port. */
export async function requireFreePort(port: number, usedBy: string, variable: string): Promise<void> {
  if (await isPortFree(port)) return;
  throw new Failure(
    `Port ${port}, meant for ${usedBy}, is in use. Stop the program that listens there, or choose another port: ${variable}=${port < 50_000 ? port + 10_000 : port - 10_000}.`,
  );
}

async function isPortFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    const server = await listen(port, host);
    if (server === undefined) return false;
    await promisify(server.close.bind(server))();
  }
  return true;
}

/** The server that listens there, or undefined if it cannot. */
function listen(port: number, host: string): Promise<Server | undefined> {
  const { promise, resolve } = Promise.withResolvers<Server | undefined>();
  const server = createServer();
  server.once('error', () => resolve(undefined));
  server.listen({ port, host, exclusive: true }, () => resolve(server));
  return promise;
}
