import type { ConsoleProblem } from '@payments/console-api';
import { takeResponse } from './early-reads.ts';
import { ApiProblem, consoleAway } from './problem.ts';

export type QueryValues = Readonly<Record<string, string | number | undefined>>;

interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly query?: QueryValues | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** A path with a query; what is undefined or empty is left out. */
export function withQuery(path: string, query: QueryValues = {}): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(entries.map(([name, value]) => [name, String(value)]));
  return entries.length === 0 ? path : `${path}?${search.toString()}`;
}

/** The JSON a request is answered with; undefined if there is no body. @throws ApiProblem */
export async function request<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const response = await send(path, options);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

/** @throws ApiProblem if it does not answer with 2xx */
export async function send(path: string, options: RequestOptions = {}): Promise<Response> {
  const { method = 'GET', query, body, headers, signal } = options;
  const url = withQuery(path, query);
  const early = method === 'GET' ? takeResponse(url) : undefined;
  const sent =
    early ??
    fetch(url, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
  const response = await sent.catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    throw consoleAway();
  });
  if (!response.ok) throw await problemIn(response);
  return response;
}

async function problemIn(response: Response): Promise<ApiProblem> {
  const { status } = response;
  try {
    return new ApiProblem((await response.json()) as ConsoleProblem);
  } catch {
    return new ApiProblem({
      code: 'unexpected',
      status,
      title: 'Unexpected answer',
      detail: `The console answered with ${status}.`,
    });
  }
}
