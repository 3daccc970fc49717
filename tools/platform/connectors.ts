import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Failure } from '../stack/failure.ts';

const folder = fileURLToPath(new URL('../../connectors', import.meta.url));
const requestTimeoutMs = 20_000;
const runningTimeoutMs = 60_000;
const pollMs = 200;

interface ConnectorFile {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

/** The connectors of the demo, as anyone would post them to Kafka Connect. */
export async function connectorFiles(): Promise<readonly ConnectorFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  return Promise.all(
    names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as ConnectorFile),
  );
}

/**
 * Makes the demo's connectors, or brings them up to date, and resolves when each of them and its tasks run.
 *
 * @throws Failure if one is refused, or does not run in time
 */
export async function runConnectors(url: string, onProgress: (text: string) => void): Promise<void> {
  const files = await connectorFiles();
  for (const { name, config } of files) {
    onProgress(name);
    await putConfig(`${url}/connectors/${name}/config`, name, config);
  }
  for (const { name } of files) {
    onProgress(`${name} is starting`);
    await running(url, name);
  }
}

async function putConfig(url: string, name: string, config: ConnectorFile['config']): Promise<void> {
  const response = await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(config),
    signal: AbortSignal.timeout(requestTimeoutMs),
  });
  const text = await response.text();
  if (!response.ok)
    throw new Failure(`The connector ${name} (connectors/${name}.json) is refused: ${messageIn(text)}`);
}

interface ConnectorStatus {
  readonly connector: { readonly state: string };
  readonly tasks: readonly { readonly state: string; readonly trace?: string }[];
}

async function running(url: string, name: string): Promise<void> {
  const deadline = performance.now() + runningTimeoutMs;
  for (;;) {
    const status = await statusOf(url, name);
    const states = [status?.connector.state, ...(status?.tasks ?? []).map(({ state }) => state)];
    if (states.length > 1 && states.every((state) => state === 'RUNNING')) return;
    if (performance.now() > deadline) {
      const trace = status?.tasks.find((task) => task.trace !== undefined)?.trace;
      throw new Failure(
        `The connector ${name} does not run after ${runningTimeoutMs / 1_000} s (${states.join(', ')}). ` +
          `${trace ?? ''}\nSee ${url}/connectors/${name}/status`,
      );
    }
    await pause(pollMs);
  }
}

async function statusOf(url: string, name: string): Promise<ConnectorStatus | undefined> {
  const response = await fetch(`${url}/connectors/${name}/status`, {
    signal: AbortSignal.timeout(requestTimeoutMs),
  });
  const body = (await response.json()) as ConnectorStatus;
  return response.ok ? body : undefined;
}

function messageIn(text: string): string {
  try {
    return (JSON.parse(text) as { message: string }).message;
  } catch {
    return text;
  }
}
