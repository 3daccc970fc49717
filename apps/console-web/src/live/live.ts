import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { apiPaths, type OverviewEvents } from '@payments/console-api';
import { useEffect, useRef } from 'react';
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
  const keep = (part: Part) => (data: unknown) => client.setQueryData(keyOf(part), data);
  const { state } = useStream<OverviewEvents>(apiPaths.stream(), {
    flow: (flow) => {
      keep('flow')(flow);
      client.setQueryData(keyOf('rates'), (history: readonly RatePoint[] | undefined) =>
        addRate(history ?? noRates, flow),
      );
    },
    audit: keep('audit'),
    brokers: keep('brokers'),
    attention: keep('attention'),
  });
  useFreshAfterReconnect(state === 'reconnecting', () => void client.invalidateQueries());
  return state !== 'reconnecting';
}

/** What was shown while the console was away is old: all of it is asked for again. */
function useFreshAfterReconnect(isAway: boolean, refresh: () => void): void {
  const wasAway = useRef(false);
  useEffect(() => {
    if (wasAway.current && !isAway) refresh();
    wasAway.current = isAway;
  });
}
