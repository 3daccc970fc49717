import type { ConsoleProblem } from '@payments/console-api';
import { ApiProblem, consoleAway } from './problem.ts';

export type StreamState = 'connecting' | 'open' | 'reconnecting';

/** What is done with each kind of event; the data is JSON. */
export type EventHandlers<Events> = { readonly [Name in keyof Events]?: (data: Events[Name]) => void };

export interface StreamOptions<Events> {
  readonly on: EventHandlers<Events>;
  readonly onState?: (state: StreamState) => void;
  readonly onProblem?: (problem: ApiProblem) => void;
  /** True: it is not begun anew when it breaks or the tab is out of sight; `onProblem` says that it broke. */
  readonly isOnce?: boolean;
  /** Events after which there is nothing more to come. */
  readonly endsWith?: readonly (keyof Events & string)[];
}

const [firstPauseMs, longestPauseMs] = [500, 5_000];

/**
 * Listens to server-sent events until the returned function is called, and connects again by itself. A browser opens
 * six connections to a server at most, over all its tabs: a tab out of sight lets go of its streams and takes them up
 * again when it is looked at.
 */
export function openStream<Events>(path: string, options: StreamOptions<Events>): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = firstPauseMs;
  let isClosed = false;

  const letGo = (): void => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };
  const close = (): void => {
    isClosed = true;
    letGo();
    document.removeEventListener('visibilitychange', watchSight);
  };
  const tryAgain = (): void => {
    letGo();
    if (options.isOnce === true) {
      close();
      options.onProblem?.(consoleAway());
      return;
    }
    options.onState?.('reconnecting');
    timer = setTimeout(connect, pauseMs);
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  };
  const connect = (): void => {
    letGo();
    source = new EventSource(path);
    source.addEventListener('open', () => {
      pauseMs = firstPauseMs;
      options.onState?.('open');
    });
    source.addEventListener('error', tryAgain);
    listen(source, options, { close, tryAgain });
  };
  const watchSight = (): void => {
    if (document.hidden) letGo();
    else if (source === undefined && !isClosed) connect();
  };

  if (options.isOnce !== true) document.addEventListener('visibilitychange', watchSight);
  options.onState?.('connecting');
  if (!document.hidden || options.isOnce === true) connect();
  return close;
}

function listen<Events>(
  source: EventSource,
  { on, onProblem, endsWith = [] }: StreamOptions<Events>,
  { close, tryAgain }: { readonly close: () => void; readonly tryAgain: () => void },
): void {
  for (const [name, handle] of Object.entries(on)) {
    source.addEventListener(name, (event: MessageEvent<string>) => {
      (handle as (data: unknown) => void)(event.data === '' ? undefined : JSON.parse(event.data));
    });
  }
  for (const name of endsWith) source.addEventListener(name, close);
  source.addEventListener('problem', (event: MessageEvent<string>) => {
    const problem = new ApiProblem(JSON.parse(event.data) as ConsoleProblem);
    // What is wrong with the request stays wrong; what is away comes back.
    if (problem.status >= 400 && problem.status < 500) close();
    else tryAgain();
    onProblem?.(problem);
  });
}
