import { createServer } from 'node:net';
import { Failure } from './failure.ts';

/** Below the range from which systems hand out ports to outgoing connections: a stopped server finds its port free again. */
const lowestFreePort = 18_000;
const highestFreePort = 31_999;
const highestPort = 65_535;
const attempts = 200;
const handedOut = new Set<number>();

/** A port nobody listens on now; never the same one twice in a process. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = lowestFreePort + Math.floor(Math.random() * (highestFreePort - lowestFreePort + 1));
    if (!handedOut.has(port) && (await isPortFree(port))) {
      handedOut.add(port);
      return port;
    }
  }
  throw new Failure(`Found no free port between ${lowestFreePort} and ${highestFreePort}.`);
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
    if (!(await canListen(port, host))) return false;
  }
  return true;
}

function canListen(port: number, host: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', () => resolve(false));
  server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  return promise;
}
