import { useEffect, useEffectEvent, useState } from 'react';
import { type EventHandlers, openStream, type StreamState } from './event-stream.ts';
import type { ApiProblem } from './problem.ts';

export interface LiveStream {
  readonly state: StreamState;
  /** Why nothing comes at the moment; gone as soon as something does. */
  readonly problem: ApiProblem | undefined;
}

/** Listens while the component is there and `path` is given. A component whose path changes has it as its key. */
export function useStream<Events>(
  path: string | undefined,
  on: EventHandlers<Events>,
  endsWith: readonly (keyof Events & string)[] = [],
): LiveStream {
  const [state, setState] = useState<StreamState>('connecting');
  const [problem, setProblem] = useState<ApiProblem>();
  const names = Object.keys(on).join();
  const handle = useEffectEvent((name: string, data: unknown) => {
    setProblem(undefined);
    (on[name as keyof Events] as ((data: unknown) => void) | undefined)?.(data);
  });
  const ends = useEffectEvent(() => endsWith);

  useEffect(() => {
    if (path === undefined) return undefined;
    const handlers = names.split(',').map((name) => [name, (data: unknown) => handle(name, data)] as const);
    return openStream<Events>(path, {
      on: Object.fromEntries(handlers) as EventHandlers<Events>,
      onState: setState,
      onProblem: setProblem,
      endsWith: ends(),
    });
  }, [path, names]);
  return { state, problem };
}
