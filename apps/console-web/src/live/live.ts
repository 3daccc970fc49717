import { type QueryClient, skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { apiPaths, type Overview, type OverviewEvents } from '@payments/console-api';
import { useEffect, useRef } from 'react';
import { takeResponse } from '../api/early-reads.ts';
import { useStream } from '../api/use-stream.ts';
import { addRate, type RatePoint } from './rate-history.ts';

type Part = keyof OverviewEvents;

const keyOf = (part: Part | 'rates'): readonly string[] => ['live', part];

/** The newest of a part of the overview, undefined until it has come. */
export function useLive<Name extends Part>(part: Name): OverviewEvents[Name] | undefined {
  return useQuery<OverviewEvents[Name]>({ queryKey: keyOf(part), queryFn: skipToken, gcTime: Infinity }).data;
}

/** Payments a second since the page was opened. */
export function useRateHistory(): readonly RatePoint[] {
  const { data } = useQuery<readonly RatePoint[]>({
    queryKey: keyOf('rates'),
    queryFn: skipToken,
    gcTime: Infinity,
  });
  return data ?? noRates;
}

const noRates: readonly RatePoint[] = [];

/** Keeps what `useLive` gives up to date; returns whether the console answers. */
export function useLiveStream(): boolean {
  const client = useQueryClient();
  const keepPart = (part: Part) => (data: unknown) => keep(client, { [part]: data });
  const { state } = useStream<OverviewEvents>(apiPaths.stream(), {
    flow: keepPart('flow'),
    audit: keepPart('audit'),
    brokers: keepPart('brokers'),
    attention: keepPart('attention'),
  });
  useFreshAfterReconnect(state === 'reconnecting', () => void client.invalidateQueries());
  return state !== 'reconnecting';
}

/** What was asked for with the page is there before the stream is, which brings the same and says what is wrong. */
export async function takeFirstOverview(client: QueryClient): Promise<void> {
  const answer = await takeResponse(apiPaths.overview())?.catch(() => undefined);
  if (answer?.ok !== true) return;
  const overview = (await answer.json()) as Overview;
  if (client.getQueryData(keyOf('flow')) === undefined) keep(client, overview);
}

function keep(client: QueryClient, parts: Partial<OverviewEvents>): void {
  for (const [part, data] of Object.entries(parts)) client.setQueryData(keyOf(part as Part), data);
  const { flow } = parts;
  if (flow === undefined) return;
  client.setQueryData(keyOf('rates'), (history: readonly RatePoint[] | undefined) =>
    addRate(history ?? noRates, flow),
  );
}

/** What was shown while the console was away is old: all of it is asked for again. */
function useFreshAfterReconnect(isAway: boolean, refresh: () => void): void {
  const wasAway = useRef(false);
  useEffect(() => {
    if (wasAway.current && !isAway) refresh();
    wasAway.current = isAway;
  });
}
