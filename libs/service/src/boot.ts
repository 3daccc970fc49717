import 'reflect-metadata';
import type { ExceptionFilter, Type as NestType } from '@nestjs/common';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import { NestFactory } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { ServiceLogger } from './logger.ts';
import { serveOpenApi } from './openapi.ts';
import { ProblemFilter } from './problem.filter.ts';
import { measureRequests } from './request-metrics.ts';
import { ServiceModule } from './service.module.ts';
import { readSettings, SettingsError } from './settings.ts';
import { closeAnsweredConnections, closeUnusedConnections } from './unused-connections.ts';

export interface ServiceDefinition {
  /** Folder, compose service, consumer group and name in logs. */
  readonly name: string;
  readonly module: NestType;
  /** Port if `PORT` is not set. */
  readonly port: number;
  /** Provider that consumes events, if the service has any handlers for them. */
  readonly transport?: NestType<CustomTransportStrategy>;
  /** What it is for, in a few sentences; opens its OpenAPI document. */
  readonly description?: string;
  /** Schemas that its controllers name as `#/components/schemas/<key>`; `Problem` is always there. */
  readonly schemas?: Readonly<Record<string, TSchema>>;
  /** Answers requests that fail, unknown paths among them. Left out: with problem documents. */
  readonly errors?: ExceptionFilter;
  readonly paths?: {
    /** Whether `/a/` is `/a`. */
    readonly ignoreTrailingSlash?: boolean;
    /** Of a parameter in a path, in characters as they are sent; default 100. */
    readonly maxParamLength?: number;
  };
}

const maxBodyBytes = 1024 * 1024;

/**
 * Starts a service and keeps it until SIGTERM or SIGINT: HTTP on loopback unless `HOST` says otherwise, problem documents,
 * health, metrics, OpenAPI, its event handlers, and a shutdown that finishes what is under way. Ends the process with
 * code 1 and one clear line if it cannot start or cannot stop in time.
 */
export async function startService(definition: ServiceDefinition): Promise<NestFastifyApplication> {
  const { name } = definition;
  const log = new ServiceLogger(name);
  try {
    const settings = readSettings(
      Type.Object({
        HOST: Type.String({ default: '127.0.0.1' }),
        PORT: Type.Integer({ default: definition.port, minimum: 0, maximum: 65_535 }),
        SHUTDOWN_TIMEOUT_MS: Type.Integer({ default: 20_000, minimum: 1, description: 'milliseconds' }),
      }),
    );
    const app = await createService(definition, log);
    stopOnSignal(app, log, settings.SHUTDOWN_TIMEOUT_MS);
    if (definition.transport !== undefined) {
      app.connectMicroservice({ strategy: app.get(definition.transport) });
      await app.startAllMicroservices();
    }
    await app.listen(settings.PORT, settings.HOST);
    log.log(`${name} listens on ${await app.getUrl()}`);
    return app;
  } catch (error) {
    log.fatal(startFailure(name, error));
    process.exit(1);
  }
}

async function createService(
  definition: ServiceDefinition,
  logger: ServiceLogger,
): Promise<NestFastifyApplication> {
  const errors = definition.errors ?? new ProblemFilter();
  const adapter = new FastifyAdapter({
    // A path that cannot be decoded never gets as far as Nest.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
      // oxlint-disable-next-line promise/valid-params, promise/no-promise-in-callback -- a filter's catch, no promise's
      errors.catch(error, new ExecutionContextHost([request, reply]));
    },
    bodyLimit: maxBodyBytes,
    routerOptions: { ...definition.paths },
    forceCloseConnections: 'idle',
    // A request that came in time is answered; Fastify's own refusal is no problem document.
    return503OnClosing: false,
  });
  adapter.getInstance().removeContentTypeParser('text/plain');
  measureRequests(adapter.getInstance());
  closeUnusedConnections(adapter.getInstance());
  closeAnsweredConnections(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(
    ServiceModule.around(definition.module),
    adapter,
    {
      logger,
      abortOnError: false,
      bodyParser: false,
    },
  );
  app.useGlobalFilters(errors);
  serveOpenApi(app, definition);
  return app;
}

/** The first signal stops in good order; when that takes too long, or at a second signal, the process just ends. */
function stopOnSignal(app: NestFastifyApplication, log: ServiceLogger, timeoutMs: number): void {
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => {
      log.fatal(
        `Could not finish within ${timeoutMs} ms of ${signal}; what was under way will be done again elsewhere.`,
      );
      process.exit(1);
    }, timeoutMs).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.fatal('Stopping failed', error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function startFailure(name: string, error: unknown): string {
  if (error instanceof SettingsError) return `${name} cannot start. ${error.message}`;
  const { code, port, message } = error as { code?: string; port?: number; message?: string };
  if (code === 'EADDRINUSE')
    return `${name} cannot start: port ${port} is in use. Stop what uses it, or set PORT to another one.`;
  return `${name} cannot start: ${message ?? String(error)}`;
}
