import type { AwayCode } from '@payments/console-api';
import { Problem, type ProblemDetail } from '@payments/service';
import { ServiceAwayError, ServiceProblemError } from './service.errors.ts';

export interface ServiceRequest {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

export interface ServiceAnswer<Body> {
  readonly status: number;
  readonly body: Body;
}

const defaultTimeoutMs = 5_000;

/** A service behind the console, asked over HTTP; each question ends within its time. */
export class ServiceClient {
  constructor(
    readonly name: string,
    readonly url: string,
    private readonly code: AwayCode,
  ) {}

  /** @throws ServiceAwayError, or ServiceProblemError with the problem the service answers with */
  async ask<Body>(path: string, request: ServiceRequest = {}): Promise<ServiceAnswer<Body>> {
    const { method = 'GET', body, headers = {}, timeoutMs = defaultTimeoutMs } = request;
    const response = await this.fetched(path, {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text().catch((error: unknown) => Promise.reject(this.away(error)));
    const answer = parsed(text);
    if (response.status >= 400)
      throw new ServiceProblemError(problemFrom(response.status, answer, this.name));
    return { status: response.status, body: answer as Body };
  }

  /** A stream that the service answers with. @throws as `ask` */
  async stream(
    path: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>> {
    const response = await this.fetched(path, { headers, signal });
    if (!response.ok)
      throw new ServiceProblemError(problemFrom(response.status, parsed(await response.text()), this.name));
    if (response.body === null) throw this.away(new Error('an empty answer'));
    return response.body;
  }

  private async fetched(path: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(`${this.url}${path}`, init);
    } catch (error) {
      throw this.away(error);
    }
  }

  private away(cause: unknown): ServiceAwayError {
    const { message, cause: deeper } = cause as Error & { cause?: { code?: string } };
    return new ServiceAwayError(
      this.code,
      `${this.name} at ${this.url} does not answer: ${deeper?.code ?? message}.`,
      { cause },
    );
  }
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return { detail: text.slice(0, 1_000) };
  }
}

interface Told {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  /** As Kafka Connect has it. */
  readonly message?: string;
  readonly errors?: readonly ProblemDetail[];
}

const connectCodes: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  404: 'not_found',
  409: 'already_exists',
  422: 'invalid_request',
};

function problemFrom(status: number, answer: unknown, name: string): Problem {
  const { code, title, detail, message, errors } = (answer ?? {}) as Told;
  return new Problem({
    status,
    code: code ?? connectCodes[status] ?? 'service_error',
    title: title ?? `${name} refuses`,
    detail: detail ?? message ?? `${name} answered ${status}.`,
    ...(errors !== undefined && { errors }),
  });
}
