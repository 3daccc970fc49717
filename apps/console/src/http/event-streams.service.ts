import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ConsoleProblem } from '@payments/console-api';
import { problemOf } from './known-errors.ts';
import { problems } from './problems.ts';

const headers = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-store',
  // Tells a proxy in front to pass events on as they come.
  'X-Accel-Buffering': 'no',
};
const heartbeatMs = 10_000;
const maxStreams = 200;

/** Server-sent events on their way to one reader. */
export interface EventStream {
  /** Aborted when the reader has gone, or the console stops. */
  readonly signal: AbortSignal;
  /** False: the reader has more before it than it reads; better wait for `drained`. */
  send(event: string, data: unknown): boolean;
  /** Passes on what is events already. */
  pass(events: Uint8Array): void;
  /** Resolves when the reader has taken in what was sent, or has gone. */
  drained(): Promise<void>;
}

/** The streams that are open; their number is bounded, and they end when the console does. */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  private readonly log = new Logger('streams');
  private readonly open = new Set<AbortController>();
  private isStopping = false;

  /** Pages connect again as soon as they are cut off; what a console that stops lets begin would keep it. @throws Problem */
  requireGoingOn(): void {
    if (this.isStopping) throw problems.stopping();
  }

  /**
   * Answers with a stream for as long as `work` goes on; an error of it is sent as the event `problem`.
   *
   * @throws Problem if too many are open, or the console stops
   */
  async serve(
    request: FastifyRequest,
    reply: FastifyReply,
    work: (stream: EventStream) => Promise<void>,
  ): Promise<void> {
    this.requireGoingOn();
    if (this.open.size >= maxStreams) throw problems.tooManyStreams(maxStreams);
    // From here on the answer is ours, not Fastify's.
    const given = reply.getHeaders();
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { ...(given as Record<string, string>), ...headers });
    raw.flushHeaders();
    const gone = new AbortController();
    this.open.add(gone);
    raw.once('close', () => gone.abort());
    const heartbeat = setInterval(() => raw.write(': heartbeat\n\n'), heartbeatMs);
    const stream: EventStream = {
      signal: gone.signal,
      send: (event, data) =>
        !gone.signal.aborted && raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
      pass: (events) => void (gone.signal.aborted || raw.write(events)),
      drained: () => drained(raw, gone.signal),
    };
    try {
      await work(stream);
    } catch (error) {
      if (!gone.signal.aborted) stream.send('problem', this.told(error, request));
    } finally {
      clearInterval(heartbeat);
      this.open.delete(gone);
      raw.end();
    }
  }

  onModuleDestroy(): void {
    this.isStopping = true;
    for (const stream of this.open) stream.abort();
  }

  /** An error, as the event `problem` tells it. What nobody expected is logged here, and told to nobody. */
  told(error: unknown, { url }: FastifyRequest): ConsoleProblem {
    const problem = problemOf(error) ?? problems.unexpected(error);
    if (problem.status === 500) this.log.error(`${url} failed`, error);
    return problem.document(url.split('?', 1)[0] ?? '/');
  }
}

/** Resolves when what was written has been taken, or nobody is there any more. */
export async function drained(raw: ServerResponse, signal: AbortSignal): Promise<void> {
  if (!raw.writableNeedDrain || signal.aborted) return;
  await once(raw, 'drain', { signal }).catch(() => undefined);
}
