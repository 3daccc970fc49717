import { apiPaths, type Message, type SearchEvents, type SearchProgress } from '@payments/console-api';
import { SearchX, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { openStream } from '../../api/event-stream.ts';
import type { ApiProblem } from '../../api/problem.ts';
import { withQuery } from '../../api/request.ts';
import { formatCount } from '../../format/numbers.ts';
import { formatDuration } from '../../format/times.ts';
import { Blank, Trouble } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { MessageList, type MessageListProps } from './message-list.tsx';

interface SearchResultsProps extends Pick<MessageListProps, 'opened' | 'onOpen'> {
  readonly topic: string;
  readonly filter: string | undefined;
  readonly search: {
    readonly partition?: number | undefined;
    readonly time?: number | undefined;
    readonly until?: number | undefined;
  };
}

type State = 'searching' | 'stopped' | SearchEvents['end']['reason'];

/** Searches all of a topic, as it is when the search begins. */
export function SearchResults({ topic, filter, search, ...list }: SearchResultsProps) {
  const { partition, time, until } = search;
  const path = withQuery(apiPaths.messageSearch(topic), { filter, partition, fromMs: time, toMs: until });
  const { messages, progress, state, problem, stop } = useSearch(path);
  return (
    <>
      <ProgressBar progress={progress} state={problem === undefined ? state : 'stopped'} onStop={stop} />
      {problem !== undefined && <Trouble problem={problem} />}
      <MessageList
        {...list}
        messages={messages}
        blank={
          state !== 'searching' && (
            <Blank icon={SearchX} title="Nothing found">
              <p>
                {state === 'searched-all'
                  ? 'No record of the topic is like this.'
                  : 'Nothing was found until the search stopped.'}
              </p>
            </Blank>
          )
        }
      />
    </>
  );
}

function useSearch(path: string) {
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const [progress, setProgress] = useState<SearchProgress>();
  const [state, setState] = useState<State>('searching');
  const [problem, setProblem] = useState<ApiProblem>();
  const close = useRef<() => void>(undefined);
  useEffect(() => {
    close.current = openStream<SearchEvents>(path, {
      on: {
        progress: setProgress,
        matches: (more) => setMessages((before) => [...before, ...more]),
        end: (end) => {
          setProgress(end);
          setState(end.reason);
        },
      },
      onProblem: setProblem,
      endsWith: ['end'],
      isOnce: true,
    });
    return () => close.current?.();
  }, [path]);
  const stop = (): void => {
    close.current?.();
    setState('stopped');
  };
  return { messages, progress, state, problem, stop };
}

interface ProgressProps {
  readonly progress: SearchProgress | undefined;
  readonly state: State;
  readonly onStop: () => void;
}

const stateWords: Readonly<Record<State, string>> = {
  searching: 'Searching',
  stopped: 'Stopped',
  'searched-all': 'Searched all',
  'limit-reached': 'Stopped at the most that is shown',
};
const all = 100;

function ProgressBar({ progress, state, onStop }: ProgressProps) {
  const { searched, total, matched, elapsedMs } = progress ?? {
    searched: 0,
    total: 0,
    matched: 0,
    elapsedMs: 0,
  };
  const percent = total === 0 ? (state === 'searching' ? 0 : all) : Math.floor((searched / total) * all);
  return (
    <div className="messages-bar stack close">
      <div className="row wrap">
        <span className="small num" role="status">
          <strong>{stateWords[state]}</strong>: {formatCount(matched)} found in {formatCount(searched)} of{' '}
          {formatCount(total)} offsets, {formatDuration(elapsedMs)}
        </span>
        <span className="grow" />
        {state === 'searching' && (
          <Button size="small" onClick={onStop}>
            <Square size={12} aria-hidden /> Stop
          </Button>
        )}
      </div>
      <div className="meter" role="progressbar" aria-label="Searched" aria-valuenow={percent}>
        <span style={{ width: `${percent}%` }} />
      </div>
    </div>
  );
}
