import { apiPaths, type Message } from '@payments/console-api';
import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, Download, Send, X } from 'lucide-react';
import { useState } from 'react';
import { read } from '../../api/queries.ts';
import { formatBytes } from '../../format/numbers.ts';
import { useMayAct } from '../../shell/may-act.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Moment } from '../../ui/moment.tsx';
import { BytesView } from '../../ui/record-text.tsx';
import { HeaderList } from './header-list.tsx';
import { Produce } from './produce.tsx';
import type { RecordId } from './record-id.ts';
import { saveRecord } from './save-record.ts';

interface RecordPanelProps {
  readonly topic: string;
  readonly id: RecordId;
  readonly onOpen: (id: RecordId) => void;
  readonly onClose: () => void;
}

/** One record in full. */
export function RecordPanel({ topic, id, onOpen, onClose }: RecordPanelProps) {
  const { partition, offset } = id;
  const query = useQuery({
    ...read<Message>(apiPaths.message(topic, partition, offset)),
    staleTime: Infinity,
  });
  return (
    <Card
      className="side-panel"
      title={`Partition ${partition}, offset ${offset}`}
      actions={
        <>
          <IconButton
            label="The offset before"
            size="small"
            disabled={offset === 0}
            onClick={() => onOpen({ partition, offset: offset - 1 })}
          >
            <ChevronLeft size={15} aria-hidden />
          </IconButton>
          <IconButton
            label="The next offset"
            size="small"
            onClick={() => onOpen({ partition, offset: offset + 1 })}
          >
            <ChevronRight size={15} aria-hidden />
          </IconButton>
          <IconButton label="Close the record" size="small" onClick={onClose}>
            <X size={15} aria-hidden />
          </IconButton>
        </>
      }
    >
      <Loaded query={query}>{(message) => <RecordContent message={message} />}</Loaded>
    </Card>
  );
}

function RecordContent({ message }: { readonly message: Message }) {
  const mayAct = useMayAct();
  const [isProducing, setProducing] = useState(false);
  const { topic, timestampMs, key, value, headers, valueBytes } = message;
  return (
    <div className="stack">
      <Facts
        facts={[
          ['Time', <Moment key="time" timeMs={timestampMs} />],
          ['Size', formatBytes(valueBytes)],
        ]}
      />
      <section className="stack tight">
        <h3>Key</h3>
        <BytesView bytes={key} label="Key" />
      </section>
      {headers.length > 0 && <HeaderList headers={headers} />}
      <section className="stack tight">
        <div className="row between">
          <h3>Value</h3>
          {value !== null && 'text' in value && <CopyButton text={value.text} label="Copy the value" />}
        </div>
        <BytesView bytes={value} label="Value" />
      </section>
      <div className="row wrap">
        <Button size="small" onClick={() => saveRecord(message)}>
          <Download size={13} aria-hidden /> Save
        </Button>
        {mayAct && (
          <Button size="small" onClick={() => setProducing(true)}>
            <Send size={13} aria-hidden /> Edit and produce
          </Button>
        )}
      </div>
      {isProducing && <Produce topic={topic} like={message} onClose={() => setProducing(false)} />}
    </div>
  );
}
