import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from './problem.ts';

/** Turns whatever a request ran into into one shape of answer. What we did not expect is logged here, and told to nobody. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(this.translate(error), request);
    if (problem.status === 500) this.log.error(`${request.method} ${request.url} failed`, error);
    sendProblem(reply, problem, request);
  }

  /** For a subclass that knows what some errors mean: the Problem they are, or the error as it is. */
  protected translate(error: unknown): unknown {
    return error;
  }
}

/** Answers a request with a problem document. */
export function sendProblem(reply: FastifyReply, problem: Problem, request: FastifyRequest): void {
  if (problem.retryAfterSeconds !== undefined) reply.header('Retry-After', String(problem.retryAfterSeconds));
  void reply
    .status(problem.status)
    .header('Content-Type', 'application/problem+json')
    .send(JSON.stringify(problem.document(request.url.split('?', 1)[0] ?? '/')));
}

function problemOf(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof Problem) return error;
  const status = statusOf(error);
  switch (status) {
    case 400:
      return new Problem({
        status,
        code: 'malformed_request',
        title: 'The request cannot be read',
        detail: messageOf(error),
      });
    case 404:
      return new Problem({
        status,
        code: 'not_found',
        title: 'There is nothing here',
        detail: `No ${request.method} ${request.url.split('?', 1)[0]}. GET /openapi.json lists what there is.`,
      });
    case 405:
      return new Problem({ status, code: 'method_not_allowed', title: 'This method is not offered here' });
    case 413:
      return new Problem({
        status,
        code: 'body_too_large',
        title: 'The body is too large',
        detail: messageOf(error),
      });
    case 415:
      return new Problem({
        status,
        code: 'unsupported_media_type',
        title: 'The body is not JSON',
        detail: 'Send Content-Type: application/json.',
      });
    case 429:
      return new Problem({
        status,
        code: 'too_many_requests',
        title: 'Too many requests',
        retryAfterSeconds: 1,
      });
    default:
      if (status >= 400 && status < 500)
        return new Problem({
          status,
          code: 'bad_request',
          title: 'The request was refused',
          detail: messageOf(error),
        });
      return new Problem({
        status: 500,
        code: 'internal_error',
        title: 'Something went wrong on our side',
        detail: 'The cause is in the log of the service.',
        cause: error,
      });
  }
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : 500;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
