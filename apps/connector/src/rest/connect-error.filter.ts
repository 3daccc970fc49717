import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InvalidConfigError, NoConnectorTypeError, ValidationBusyError } from '../config/config.errors.ts';
import { UnknownPluginError } from '../plugin/plugin-registry.ts';
import {
  ConflictError,
  ConnectorExistsError,
  InvalidOffsetsError,
  NoStatusError,
  NotReadyError,
  NotStoppedError,
  UnknownConnectorError,
  UnknownTaskError,
} from '../worker/connect-cluster.errors.ts';
import { allowedMethods } from './allowed-methods.ts';
import { RestError } from './rest-error.ts';

/** The body of every answer that is no success, as Kafka Connect has it. */
export interface ErrorMessage {
  readonly error_code: number;
  readonly message: string;
}

const statuses: readonly [number, readonly (abstract new (...args: never[]) => Error)[]][] = [
  [400, [InvalidConfigError, NoConnectorTypeError, UnknownPluginError, NotStoppedError, InvalidOffsetsError]],
  [404, [UnknownConnectorError, UnknownTaskError, NoStatusError]],
  [409, [ConnectorExistsError, ConflictError]],
  [503, [NotReadyError, ValidationBusyError]],
];

/** Answers in the shape of Kafka Connect. What nobody expected is logged here, and told to nobody. */
@Catch()
export class ConnectErrorFilter implements ExceptionFilter {
  private readonly log = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const { error_code, message } = this.answer(error, request, reply);
    void reply.status(error_code).send({ error_code, message } satisfies ErrorMessage);
  }

  private answer(error: unknown, request: FastifyRequest, reply: FastifyReply): ErrorMessage {
    const status = statusOf(error);
    if (status === 404 && error instanceof HttpException) return unknownPath(request, reply);
    if (status === 503) reply.header('Retry-After', '1');
    if (status !== undefined) return { error_code: status, message: (error as Error).message };
    this.log.error(`${request.method} ${request.url} failed`, error);
    return {
      error_code: 500,
      message: 'Something went wrong on our side; the cause is in the log of the worker.',
    };
  }
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof RestError) return error.status;
  const known = statuses.find(([, classes]) => classes.some((each) => error instanceof each));
  if (known !== undefined) return known[0];
  const status =
    error instanceof HttpException
      ? error.getStatus()
      : (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status < 500 ? status : undefined;
}

function unknownPath(request: FastifyRequest, reply: FastifyReply): ErrorMessage {
  const allowed = allowedMethods(request);
  if (allowed.length === 0) return { error_code: 404, message: 'HTTP 404 Not Found' };
  reply.header('Allow', allowed.join(', '));
  return { error_code: 405, message: 'HTTP 405 Method Not Allowed' };
}
