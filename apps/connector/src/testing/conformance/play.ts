import { eventually } from '@payments/testing';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { ConformanceRequest } from './request.ts';
import { conformanceRequests } from './requests.ts';

/** What `$file` and `$topic` stand for. */
export interface Stage {
  readonly file: string;
  readonly topic: string;
}

/** Told of each answer. */
export type Listener = (request: ConformanceRequest, status: number, body: string) => void;

/** Makes every request of a worker, one after the other; the outcomes by the requests' names. */
export async function play(
  url: string,
  stage: Stage,
  listener: Listener = () => undefined,
): Promise<ReadonlyMap<string, Outcome>> {
  const exchange: Exchange = async (request) => {
    const { status, text, outcome } = await ask(url, request, stage);
    listener(request, status, text);
    return { text, outcome };
  };
  const outcomes = new Map<string, Outcome>();
  for (const request of conformanceRequests) {
    if (outcomes.has(request.name)) throw new Error(`Two requests are named ${request.name}.`);
    outcomes.set(request.name, await eventualOutcome(request, exchange));
  }
  return outcomes;
}

type Exchange = (
  request: ConformanceRequest,
) => Promise<{ readonly text: string; readonly outcome: Outcome }>;

async function eventualOutcome(request: ConformanceRequest, exchange: Exchange): Promise<Outcome> {
  const { until } = request;
  if (until === undefined) return (await exchange(request)).outcome;
  return eventually(
    async () => {
      const { outcome, text } = await exchange(request);
      return outcome.status === 200 && until(JSON.parse(text) as never) ? outcome : undefined;
    },
    { what: request.name, timeoutMs: 15_000 },
  );
}

async function ask(
  url: string,
  request: ConformanceRequest,
  stage: Stage,
): Promise<{ readonly status: number; readonly text: string; readonly outcome: Outcome }> {
  const { method, path, body, contentType } = request;
  const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const type = contentType ?? (sent === undefined ? undefined : 'application/json');
  const answer = await fetch(url + staged(path, stage), {
    method,
    headers: { ...request.headers, ...(type === undefined ? {} : { 'content-type': type }) },
    ...(sent === undefined ? {} : { body: staged(sent, stage) }),
  });
  const text = await answer.text();
  return { status: answer.status, text, outcome: outcomeOf(request, answer, text) };
}

function staged(text: string, { file, topic }: Stage): string {
  return text.replaceAll('$file', file).replaceAll('$topic', topic);
}
