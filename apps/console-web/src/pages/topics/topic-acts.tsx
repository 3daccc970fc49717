import { apiPaths, type Confirmation, type EmptiedTopic, type TopicDetail } from '@payments/console-api';
import { useNavigate } from '@tanstack/react-router';
import { Copy, Download, Eraser, Send, SplitSquareHorizontal, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { request } from '../../api/request.ts';
import { formatCount } from '../../format/numbers.ts';
import { ActMenu } from '../../ui/act-menu.tsx';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { FormDialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { useAct } from '../../ui/use-act.ts';
import { CopyMessages } from '../messages/copy-messages.tsx';
import { Produce } from '../messages/produce.tsx';

type Open = 'produce' | 'copy' | 'partitions' | 'empty' | 'delete' | undefined;

/** What can be done to a topic. */
export function TopicActs({ topic }: { readonly topic: TopicDetail }) {
  const [open, setOpen] = useState<Open>();
  const close = (): void => setOpen(undefined);
  const { name } = topic;
  return (
    <>
      <Button onClick={() => setOpen('produce')}>
        <Send size={14} aria-hidden /> Produce
      </Button>
      <ActMenu
        label={`More about ${name}`}
        acts={[
          { name: 'Copy to another topic', icon: Copy, onChoose: () => setOpen('copy') },
          {
            name: 'Download all',
            icon: Download,
            onChoose: () => location.assign(apiPaths.messageDownload(name)),
          },
          { name: 'Add partitions', icon: SplitSquareHorizontal, onChoose: () => setOpen('partitions') },
          { name: 'Empty', icon: Eraser, isDanger: true, onChoose: () => setOpen('empty') },
          { name: 'Delete', icon: Trash2, isDanger: true, onChoose: () => setOpen('delete') },
        ]}
      />
      {open === 'produce' && <Produce topic={name} onClose={close} />}
      {open === 'copy' && <CopyMessages topic={name} onClose={close} />}
      {open === 'partitions' && <AddPartitions topic={topic} onClose={close} />}
      {open === 'empty' && <Empty topic={name} onClose={close} />}
      {open === 'delete' && <Delete topic={name} onClose={close} />}
    </>
  );
}

function AddPartitions({ topic, onClose }: { readonly topic: TopicDetail; readonly onClose: () => void }) {
  const [count, setCount] = useState(String(topic.partitions + 1));
  const adding = useAct<number>({
    run: (partitions) =>
      request(apiPaths.topicPartitions(topic.name), { method: 'POST', body: { count: partitions } }),
    done: () => `${topic.name} has ${count} partitions`,
    onDone: onClose,
  });
  return (
    <FormDialog
      title="Add partitions"
      description="Keys then go to other partitions than before, so their records are no longer in one order. Partitions cannot be taken away again."
      act="Add"
      isReady={Number(count) > topic.partitions}
      isBusy={adding.isBusy}
      problem={adding.problem}
      onSubmit={() => adding.start(Number(count))}
      onClose={onClose}
    >
      <TextField
        label={`Partitions, now ${topic.partitions}`}
        inputMode="numeric"
        value={count}
        onChange={setCount}
      />
    </FormDialog>
  );
}

interface DestroyProps {
  readonly topic: string;
  readonly onClose: () => void;
}

function Empty({ topic, onClose }: DestroyProps) {
  const emptying = useAct<Confirmation, EmptiedTopic>({
    run: (body) => request(apiPaths.topicEmptying(topic), { method: 'POST', body }),
    done: ({ deletedOffsets }) => `${formatCount(deletedOffsets)} offsets of ${topic} are deleted`,
    onDone: onClose,
  });
  return (
    <Confirm
      title={`Empty ${topic}`}
      name={topic}
      act="Empty"
      isBusy={emptying.isBusy}
      problem={emptying.problem}
      onConfirm={(confirm) => emptying.start({ confirm })}
      onClose={onClose}
    >
      All records up to now are deleted. Whoever has not read them will not. The topic stays.
    </Confirm>
  );
}

function Delete({ topic, onClose }: DestroyProps) {
  const navigate = useNavigate();
  const deleting = useAct<Confirmation>({
    run: (body) => request(apiPaths.topic(topic), { method: 'DELETE', body }),
    done: () => `${topic} is deleted`,
    changes: [[apiPaths.topics()]],
    onDone: () => void navigate({ to: '/topics' }),
  });
  return (
    <Confirm
      title={`Delete ${topic}`}
      name={topic}
      act="Delete"
      isBusy={deleting.isBusy}
      problem={deleting.problem}
      onConfirm={(confirm) => deleting.start({ confirm })}
      onClose={onClose}
    >
      The topic and all of its records will be gone.
    </Confirm>
  );
}
