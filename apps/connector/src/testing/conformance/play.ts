import { eventually } from '@payments/testing';
import { type Outcome, outcomeOf } from './outcome.ts';
import type { ConformanceRequest } from './request.ts';
import { conformanceRequests } from './requests.ts';

/** What `$file` and `$topic` stand for. */
export interface Stage {
  readonly file: string;
  readonly topic: string;
}

/** Makes every request of a worker, one after the other; the outcomes by the requests' names. */
export async function play(url: string, stage: Stage): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = new Map<string, Outcome>();
  for (const request of conformanceRequests) {
    if (outcomes.has(request.name)) throw new Error(`Two requests are named ${request.name}.`);
    outcomes.set(request.name, await eventualOutcome(url, request, stage));
  }
  return outcomes;
}

async function eventualOutcome(url: string, request: ConformanceRequest, stage: Stage): Promise<Outcome> {
  const { until } = request;
  if (until === undefined) return ask(url, request, stage);
  return eventually(
    async () => {
      const { outcome, body } = await exchange(url, request, stage);
      return outcome.status === 200 && until(JSON.parse(body) as never) ? outcome : undefined;
    },
    { what: `${request.name} at ${url}`, timeoutMs: 15_000 },
  );
}

async function ask(url: string, request: ConformanceRequest, stage: Stage): Promise<Outcome> {
  return (await exchange(url, request, stage)).outcome;
}

async function exchange(
  url: string,
  request: ConformanceRequest,
  stage: Stage,
): Promise<{ readonly outcome: Outcome; readonly body: string }> {
  const { method, path, body, contentType } = request;
  const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
  const type = contentType ?? (text === undefined ? undefined : 'application/json');
  const answer = await fetch(url + staged(path, stage), {
    method,
    headers: { ...request.headers, ...(type === undefined ? {} : { 'content-type': type }) },
    ...(text === undefined ? {} : { body: staged(text, stage) }),
  });
  const received = await answer.text();
  return { outcome: outcomeOf(request, answer, received), body: received };
}

function staged(text: string, { file, topic }: Stage): string {
  return text.replaceAll('$file', file).replaceAll('$topic', topic);
}
