import type { ConformanceRequest } from './request.ts';

/** What counts of an answer. */
export interface Outcome {
  readonly status: number;
  /** Every key in the body, by its path: `tasks.state`. Lists and their items count as one. */
  readonly keys: readonly string[];
  /** The body itself, where it has to be the same. */
  readonly body?: unknown;
  /** The path that it points to, decoded. */
  readonly location?: string;
}

export function outcomeOf(request: ConformanceRequest, { status, headers }: Response, text: string): Outcome {
  const body = withoutExcepted(jsonOf(text), request.except);
  const keys = new Set<string>();
  collectKeys(request.anyKeys === true ? withoutNames(body) : body, '', keys);
  const location = headers.get('location');
  return {
    status,
    keys: [...keys].toSorted(),
    ...(request.exactly === true ? { body } : {}),
    ...(location === null
      ? {}
      : { location: decodeURIComponent(new URL(location, 'http://worker').pathname) }),
  };
}

function withoutExcepted(body: unknown, except: string | undefined): unknown {
  if (except === undefined || typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(Object.entries(body).filter(([key]) => key !== except));
}

function jsonOf(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return 'no JSON';
  }
}

function withoutNames(body: unknown): unknown {
  return typeof body === 'object' && body !== null ? Object.values(body) : body;
}

function collectKeys(value: unknown, path: string, keys: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collectKeys(item, path, keys);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inside] of Object.entries(value)) {
    const here = path === '' ? key : `${path}.${key}`;
    keys.add(here);
    collectKeys(inside, here, keys);
  }
}
