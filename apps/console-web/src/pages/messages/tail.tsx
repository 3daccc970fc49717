import { apiPaths, type Message, type TailEvents } from '@payments/console-api';
import { Pause, Play, Radio } from 'lucide-react';
import { useState } from 'react';
import { withQuery } from '../../api/request.ts';
import { useStream } from '../../api/use-stream.ts';
import { formatCount } from '../../format/numbers.ts';
import { Badge } from '../../ui/badge.tsx';
import { Blank, Trouble } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { MessageList, type MessageListProps } from './message-list.tsx';
import { addNewest } from './record-id.ts';

interface TailProps extends Pick<MessageListProps, 'opened' | 'onOpen'> {
  readonly topic: string;
  readonly filter: string | undefined;
  readonly partition: number | undefined;
}

const mostShown = 500;

/** What is written from now on, the newest on top. */
export function Tail({ topic, filter, partition, ...list }: TailProps) {
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const [skipped, setSkipped] = useState(0);
  const [isReady, setReady] = useState(false);
  const [isPaused, setPaused] = useState(false);
  const path = withQuery(apiPaths.messageTail(topic), { filter, partition });
  const { state, problem } = useStream<TailEvents>(isPaused ? undefined : path, {
    ready: () => setReady(true),
    messages: (more) => {
      setMessages((shown) => addNewest(shown, more.messages, mostShown));
      setSkipped((before) => before + more.skipped);
    },
  });
  const word = isPaused ? 'Paused' : state === 'open' && isReady ? 'Live' : 'Connecting';
  return (
    <>
      <div className="row wrap messages-bar">
        <Badge tone={word === 'Live' ? 'good' : 'warn'} hasDot>
          {word}
        </Badge>
        {skipped > 0 && <span className="small muted">{formatCount(skipped)} came too fast to be shown</span>}
        <span className="grow" />
        <Button size="small" onClick={() => setPaused(!isPaused)}>
          {isPaused ? <Play size={13} aria-hidden /> : <Pause size={13} aria-hidden />}
          {isPaused ? 'Go on' : 'Pause'}
        </Button>
      </div>
      {problem !== undefined && <Trouble problem={problem} />}
      <MessageList
        {...list}
        messages={messages}
        blank={
          <Blank icon={Radio} title="Nothing yet">
            <p>Records appear here as they are written.</p>
          </Blank>
        }
      />
    </>
  );
}
