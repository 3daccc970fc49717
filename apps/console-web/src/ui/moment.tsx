import { useSyncExternalStore } from 'react';
import { formatAgo, formatMoment } from '../format/times.ts';

const tickMs = 1_000;
const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all that is said to be so long ago. */
function listen(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, tickMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

export function useNow(): number {
  return useSyncExternalStore(listen, () => now);
}

/** A time in full; when it is pointed at, how long ago it was. */
export function Moment({ timeMs }: { readonly timeMs: number | null }) {
  if (timeMs === null) return <span className="faint">–</span>;
  return (
    <time className="num nowrap" dateTime={new Date(timeMs).toISOString()} title={formatAgo(timeMs, now)}>
      {formatMoment(timeMs)}
    </time>
  );
}

/** How long ago; the time in full when it is pointed at. */
export function Ago({ timeMs }: { readonly timeMs: number | null }) {
  const nowMs = useNow();
  if (timeMs === null) return <span className="faint">–</span>;
  return (
    <time className="num nowrap" dateTime={new Date(timeMs).toISOString()} title={formatMoment(timeMs)}>
      {formatAgo(timeMs, nowMs)}
    </time>
  );
}
