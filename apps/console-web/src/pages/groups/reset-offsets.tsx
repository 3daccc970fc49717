import { apiPaths, type GroupDetail, type OffsetPlan, type OffsetReset } from '@payments/console-api';
import { useState } from 'react';
import { request } from '../../api/request.ts';
import { formatCount } from '../../format/numbers.ts';
import { Note } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { FormDialog } from '../../ui/dialog.tsx';
import { Choice, TextField } from '../../ui/field.tsx';
import { useAct } from '../../ui/use-act.ts';
import { type ResetDraft, resetOf } from './reset-draft.ts';

interface ResetProps {
  readonly group: GroupDetail;
  readonly onClose: () => void;
}

const kinds = [
  ['earliest', 'The first record'],
  ['latest', 'The end'],
  ['offset', 'An offset'],
  ['time', 'A time'],
] as const;

/** Moves a group to another place, after showing where that is. Only while nobody is in it. */
export function ResetOffsets({ group, onClose }: ResetProps) {
  const [draft, setDraft] = useState<ResetDraft>({
    topic: group.topics[0] ?? '',
    partitions: '',
    kind: 'earliest',
    offset: '0',
    time: '',
  });
  const previewing = useAct<OffsetReset, OffsetPlan>({
    run: (body) => request(apiPaths.groupOffsetPreview(group.group), { method: 'POST', body }),
    changes: [],
    onDone: (answer) => setPlan(answer),
  });
  const resetting = useAct<OffsetReset, OffsetPlan>({
    run: (body) => request(apiPaths.groupOffsets(group.group), { method: 'POST', body }),
    done: () => `${group.group} goes on from its new place`,
    onDone: onClose,
  });
  const [plan, setPlan] = useState<OffsetPlan>();
  const reset = resetOf(draft);
  const change = (part: Partial<ResetDraft>): void => {
    setDraft({ ...draft, ...part });
    setPlan(undefined);
  };
  const isEmpty = group.state === 'empty';
  return (
    <FormDialog
      title={`Reset offsets of ${group.group}`}
      isWide
      act="Reset"
      actKind="danger"
      isReady={isEmpty && plan !== undefined && reset !== undefined}
      isBusy={resetting.isBusy || previewing.isBusy}
      problem={resetting.problem ?? previewing.problem}
      onSubmit={() => reset !== undefined && resetting.start(reset)}
      onClose={onClose}
    >
      {!isEmpty && (
        <Note tone="warn">
          {group.members} members are in the group, and its offsets are theirs. Stop them first; a preview
          works meanwhile.
        </Note>
      )}
      <ResetFields draft={draft} topics={group.topics} onChange={change} />
      <div className="row">
        <Button disabled={reset === undefined} onClick={() => reset !== undefined && previewing.start(reset)}>
          Preview
        </Button>
        {plan === undefined && <span className="small muted">Look at it before it is done.</span>}
      </div>
      {plan !== undefined && (
        <div className="card preview">
          <DataTable
            label="Preview"
            columns={planColumns}
            rows={plan.partitions}
            rowKey={({ topic, partition }) => `${topic} ${partition}`}
          />
        </div>
      )}
    </FormDialog>
  );
}

interface ResetFieldsProps {
  readonly draft: ResetDraft;
  readonly topics: readonly string[];
  readonly onChange: (part: Partial<ResetDraft>) => void;
}

function ResetFields({ draft, topics, onChange }: ResetFieldsProps) {
  return (
    <div className="form-grid">
      <Choice
        label="Topic"
        value={draft.topic}
        options={topics.map((topic) => [topic, topic] as const)}
        onChange={(topic) => onChange({ topic })}
      />
      <TextField
        label="Partitions"
        hint="Empty: all; else 0, 3, 5"
        value={draft.partitions}
        onChange={(partitions) => onChange({ partitions })}
      />
      <Choice
        label="To"
        value={draft.kind}
        options={kinds}
        onChange={(kind) => onChange({ kind: kind as ResetDraft['kind'] })}
      />
      {draft.kind === 'offset' && (
        <TextField
          label="Offset"
          inputMode="numeric"
          value={draft.offset}
          onChange={(offset) => onChange({ offset })}
        />
      )}
      {draft.kind === 'time' && (
        <TextField
          label="Time"
          type="datetime-local"
          step={1}
          value={draft.time}
          onChange={(time) => onChange({ time })}
        />
      )}
    </div>
  );
}

const planColumns: readonly Column<OffsetPlan['partitions'][number]>[] = [
  { id: 'topic', name: 'Topic', width: '2fr', cell: ({ topic }) => topic },
  { id: 'partition', name: 'Partition', width: '80px', isNumber: true, cell: ({ partition }) => partition },
  {
    id: 'from',
    name: 'From',
    width: '1fr',
    isNumber: true,
    cell: ({ committed }) => (committed === null ? '–' : formatCount(committed)),
  },
  {
    id: 'to',
    name: 'To',
    width: '1fr',
    isNumber: true,
    cell: ({ target }) => <span className="strong">{formatCount(target)}</span>,
  },
  {
    id: 'lag',
    name: 'To read then',
    width: '1fr',
    isNumber: true,
    cell: ({ lagAfter }) => formatCount(lagAfter),
  },
];
