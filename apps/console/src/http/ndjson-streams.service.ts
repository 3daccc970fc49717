import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { drained, EventStreams } from './event-streams.service.ts';

interface NdjsonAnswer {
  /** For browsers to save it under; left out: it is not to be saved. */
  readonly fileName?: string;
  readonly lines: (signal: AbortSignal) => AsyncGenerator;
}

/** Answers that go on for long, a value of JSON a line, no faster than they are read. */
@Injectable()
export class NdjsonStreams implements OnModuleDestroy {
  private readonly open = new Set<AbortController>();

  constructor(private readonly streams: EventStreams) {}

  /** An error on the way is the last line, as `{"problem":{…}}`. @throws Problem if the console stops */
  async serve(
    request: FastifyRequest,
    reply: FastifyReply,
    { fileName, lines }: NdjsonAnswer,
  ): Promise<void> {
    this.streams.requireGoingOn();
    const given = reply.getHeaders();
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...(given as Record<string, string>),
      'Content-Type': 'application/x-ndjson; charset=utf-8',
      'Cache-Control': 'no-store',
      ...(fileName !== undefined && {
        'Content-Disposition': `attachment; filename="${safeName(fileName)}"`,
      }),
    });
    const gone = new AbortController();
    this.open.add(gone);
    raw.once('close', () => gone.abort());
    try {
      for await (const line of lines(gone.signal)) {
        if (gone.signal.aborted) break;
        raw.write(`${JSON.stringify(line)}\n`);
        await drained(raw, gone.signal);
      }
    } catch (error) {
      if (!gone.signal.aborted)
        raw.write(`${JSON.stringify({ problem: this.streams.told(error, request) })}\n`);
    } finally {
      this.open.delete(gone);
      raw.end();
    }
  }

  onModuleDestroy(): void {
    for (const stream of this.open) stream.abort();
  }
}

function safeName(name: string): string {
  return name.replaceAll(/[^\w.-]/g, '_');
}
