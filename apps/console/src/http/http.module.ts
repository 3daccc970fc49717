import fastifyStatic from '@fastify/static';
import { Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from '@payments/service';
import { ConsoleSettings } from '../settings.ts';
import { refusal } from './gate.ts';
import { PageController, pageFolder } from './page.controller.ts';
import { EventStreams } from './event-streams.service.ts';
import { NdjsonStreams } from './ndjson-streams.service.ts';
import { SessionController } from './session.controller.ts';

/** All that the page needs comes from here; nothing that a record contains becomes part of the page. */
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const pageHeaders = {
  'Content-Security-Policy': contentPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Who is let in, what browsers may do with what they get, and the page itself. */
@Module({
  controllers: [SessionController, PageController],
  providers: [EventStreams, NdjsonStreams],
  exports: [EventStreams, NdjsonStreams],
})
export class HttpModule {
  constructor({ httpAdapter }: HttpAdapterHost, settings: ConsoleSettings) {
    const fastify = httpAdapter.getInstance<FastifyInstance>();
    void fastify.register(fastifyStatic, { root: pageFolder, serve: false, preCompressed: true });
    fastify.addHook('onRequest', (request, reply, done) => {
      guard(request, reply, settings, done);
    });
  }
}

function guard(
  request: FastifyRequest,
  reply: FastifyReply,
  settings: ConsoleSettings,
  done: () => void,
): void {
  // The documentation's own page has scripts in it.
  if (!request.url.startsWith('/docs')) reply.headers(pageHeaders);
  const refused = refusal(request, settings);
  if (refused === undefined) return done();
  if (refused.status === 401) reply.header('WWW-Authenticate', 'Basic realm="console", charset="UTF-8"');
  sendProblem(reply, refused, request);
}
