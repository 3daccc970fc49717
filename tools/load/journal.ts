import { createWriteStream, type WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { once } from 'node:events';
import { Failure } from '../stack/failure.ts';

/** A payment that was acknowledged with a 2xx, as its client saw it. */
export interface Acknowledgement {
  readonly id: string;
  readonly key: string;
  readonly userId: string;
  readonly merchantId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  /** YYYY-MM-DD. */
  readonly day: string;
  /** When it was sent for the first time, by the client's clock, in milliseconds since the epoch. */
  readonly sentAtMs: number;
  readonly acknowledgedAtMs: number;
}

const flushBytes = 256 * 1024;

/** A file with one line of JSON for each acknowledged payment, for the audit. */
export class Journal {
  readonly #file: WriteStream;
  #lines: string[] = [];
  #bytes = 0;
  #error: Failure | undefined;

  /** Begins a new file; an old one of that name is gone. */
  constructor(path: string) {
    this.#file = createWriteStream(path, { flush: true });
    this.#file.once('error', (cause) => {
      this.#error = new Failure(`The journal cannot be written: ${cause.message}.`, { cause });
    });
  }

  write(acknowledgement: Acknowledgement): void {
    if (this.#error !== undefined) throw this.#error;
    const line = `${JSON.stringify(acknowledgement)}\n`;
    this.#lines.push(line);
    this.#bytes += line.length;
    if (this.#bytes > flushBytes) this.#flush();
  }

  /** Resolves once everything is on the disk. */
  async close(): Promise<void> {
    if (this.#error !== undefined) throw this.#error;
    this.#flush();
    this.#file.end();
    if (!this.#file.closed) await once(this.#file, 'close');
  }

  #flush(): void {
    this.#file.write(this.#lines.join(''));
    this.#lines = [];
    this.#bytes = 0;
  }
}

/** Reads a journal line by line. A last line that was cut off, because the sender was killed, is left out. @throws Failure */
export async function* readJournal(path: string): AsyncGenerator<Acknowledgement> {
  const file = await open(path).catch((cause: Error) => {
    throw new Failure(`The journal cannot be read: ${cause.message}.`, { cause });
  });
  let number = 0;
  let broken: number | undefined;
  for await (const line of file.readLines()) {
    number += 1;
    if (broken !== undefined) throw new Failure(`${path} is no journal: its line ${broken} is no JSON.`);
    const acknowledgement = parse(line);
    if (acknowledgement === undefined) broken = number;
    else yield acknowledgement;
  }
}

function parse(line: string): Acknowledgement | undefined {
  try {
    return JSON.parse(line) as Acknowledgement;
  } catch {
    return undefined;
  }
}
