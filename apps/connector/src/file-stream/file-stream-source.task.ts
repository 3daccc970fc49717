import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { ConfigValues } from '../config/config-def.ts';
import type { SourceBatch, SourceTask, SourceTaskContext } from '../plugin/source-task.ts';
import type { SourceRecord } from '../records/connect-record.ts';
import type { Schema } from '../records/schema.ts';
import { completeLines } from './file-lines.ts';
import type { fileStreamSourceDef } from './file-stream-source.ts';

const chunkBytes = 256 * 1024;
const pollIntervalMs = 200;
const line: Schema = { type: 'string', optional: false };

/** Reads a file line by line, from the committed position on, and goes on as it grows. */
export class FileStreamSourceTask implements SourceTask {
  private readonly context: SourceTaskContext;
  private readonly config: ConfigValues<typeof fileStreamSourceDef>;
  private readonly partition: { readonly filename: string };
  private position: number;

  constructor(context: SourceTaskContext, config: ConfigValues<typeof fileStreamSourceDef>) {
    this.context = context;
    this.config = config;
    this.partition = { filename: config.file };
    this.position = Number(context.offset(this.partition)?.['position'] ?? 0);
  }

  async *batches(): AsyncGenerator<SourceBatch, void, undefined> {
    const file = await this.openFile();
    if (file === undefined) return;
    try {
      while (!this.context.signal.aborted) {
        const batch = await this.read(file);
        if (batch === undefined) await this.wait();
        else yield batch;
      }
    } finally {
      await file.close();
    }
  }

  /** A file that is not there yet is waited for; undefined if the task is to stop before it comes. */
  private async openFile(): Promise<FileHandle | undefined> {
    const { signal } = this.context;
    while (!signal.aborted) {
      try {
        return await open(this.config.file, 'r');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        this.context.report({ doing: `waiting for ${this.config.file} to be made` });
        await this.wait();
      }
    }
    return undefined;
  }

  /** The next lines; undefined if none is complete. */
  private async read(file: FileHandle): Promise<SourceBatch | undefined> {
    for (let size = chunkBytes; ; size *= 2) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, this.position);
      const { lines, bytes } = completeLines(buffer.subarray(0, bytesRead), this.config['batch.size']);
      if (lines.length > 0) return this.batch(lines, bytes);
      // A line may be longer than a chunk.
      if (bytesRead < size) return undefined;
    }
  }

  private batch(lines: readonly string[], bytes: number): SourceBatch {
    this.position += bytes;
    return {
      records: lines.map((value) => this.record(value)),
      offsets: [{ partition: this.partition, offset: { position: this.position } }],
    };
  }

  private record(value: string): SourceRecord {
    return {
      topic: this.config.topic,
      partition: undefined,
      keySchema: undefined,
      key: null,
      valueSchema: line,
      value,
      headers: {},
      timestampMs: undefined,
    };
  }

  private async wait(): Promise<void> {
    await pause(pollIntervalMs, undefined, { signal: this.context.signal }).catch(() => undefined);
  }
}
