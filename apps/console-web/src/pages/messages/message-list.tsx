import type { Message } from '@payments/console-api';
import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { formatBytes } from '../../format/numbers.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { Moment } from '../../ui/moment.tsx';
import { BytesText } from '../../ui/record-text.tsx';
import { type RecordId, recordId } from './record-id.ts';

export interface MessageListProps {
  readonly messages: readonly Message[];
  /** The record that is open, by its id. */
  readonly opened: string | undefined;
  readonly onOpen: (id: RecordId) => void;
  readonly blank: ReactNode;
}

const previewCharacters = 220;

/** Records, a line each. */
export function MessageList({ messages, opened, onOpen, blank }: MessageListProps) {
  const columns = useMemo(() => columnsFor(opened, onOpen), [opened, onOpen]);
  return <DataTable label="Messages" columns={columns} rows={messages} rowKey={recordId} blank={blank} />;
}

function columnsFor(opened: string | undefined, onOpen: (id: RecordId) => void): Column<Message>[] {
  const columns: (Column<Message> & { readonly isSpared?: boolean })[] = [
    {
      id: 'record',
      name: 'Partition · offset',
      width: 'minmax(118px, 0.6fr)',
      cell: (message) => (
        <button
          type="button"
          className="record-link num"
          aria-pressed={recordId(message) === opened}
          onClick={() => onOpen(message)}
        >
          {message.partition} · {message.offset}
        </button>
      ),
    },
    {
      id: 'time',
      name: 'Time',
      width: '192px',
      isSpared: true,
      cell: ({ timestampMs }) => <Moment timeMs={timestampMs} />,
    },
    {
      id: 'key',
      name: 'Key',
      width: 'minmax(90px, 0.8fr)',
      cell: ({ key }) => (
        <span className="mono">
          <BytesText bytes={key} most={previewCharacters} />
        </span>
      ),
    },
    {
      id: 'value',
      name: 'Value',
      width: 'minmax(160px, 3fr)',
      cell: ({ value }) => (
        <span className="mono muted">
          <BytesText bytes={value} most={previewCharacters} />
        </span>
      ),
    },
    {
      id: 'size',
      name: 'Size',
      width: '72px',
      isNumber: true,
      isSpared: true,
      cell: ({ valueBytes }) => formatBytes(valueBytes),
    },
  ];
  // The record beside the list says the rest.
  return opened === undefined ? columns : columns.filter(({ isSpared = false }) => !isSpared);
}
