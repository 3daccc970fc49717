import { apiPaths, type DeadLetterView, type EditedReplay, type Replayed } from '@payments/console-api';
import { Link } from '@tanstack/react-router';
import { Pencil, Undo2, X } from 'lucide-react';
import { useState } from 'react';
import { request } from '../../api/request.ts';
import { useMayAct } from '../../shell/may-act.ts';
import { Note } from '../../ui/blank.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { FormDialog } from '../../ui/dialog.tsx';
import { TextArea, TextField } from '../../ui/field.tsx';
import { Moment } from '../../ui/moment.tsx';
import { BytesView, RecordText } from '../../ui/record-text.tsx';
import { useAct } from '../../ui/use-act.ts';
import { type Draft, draftOf, messageOf } from '../messages/draft.ts';
import { HeaderList } from '../messages/header-list.tsx';

/** A dead letter in full: why, from where, with what in it. */
export function LetterPanel({
  letter,
  onClose,
}: {
  readonly letter: DeadLetterView;
  readonly onClose: () => void;
}) {
  const { cause, message, attempts, origin, key, value, headers, timestampMs, isReplayed, isValueLeft } =
    letter;
  const { topic, partition, offset } = origin;
  return (
    <Card
      className="side-panel"
      title={<RecordText text={cause} />}
      actions={
        <IconButton label="Close the dead letter" size="small" onClick={onClose}>
          <X size={15} aria-hidden />
        </IconButton>
      }
    >
      <div className="stack">
        <Note tone="bad">
          <RecordText text={message} />
        </Note>
        <Facts
          facts={[
            [
              'Came from',
              <Link
                key="origin"
                to="/topics/$topic/messages"
                params={{ topic }}
                search={{ from: 'offset', partition, offset, record: `${partition}@${offset}` }}
              >
                {topic}, partition {partition}, offset {offset}
              </Link>,
            ],
            ['Attempts', attempts],
            ['When', <Moment key="time" timeMs={timestampMs} />],
          ]}
        />
        <section className="stack tight">
          <h3>Key</h3>
          <BytesView bytes={key} label="Key" />
        </section>
        {headers.length > 0 && <HeaderList headers={headers} />}
        <section className="stack tight">
          <h3>Value</h3>
          {isValueLeft ? (
            <Note tone="warn">
              It was too large to come along, and is only where it came from. It cannot be replayed from here.
            </Note>
          ) : (
            <BytesView bytes={value} label="Value" />
          )}
        </section>
        {!isReplayed && !isValueLeft && <LetterActs letter={letter} />}
      </div>
    </Card>
  );
}

function LetterActs({ letter }: { readonly letter: DeadLetterView }) {
  const { group, offset } = letter;
  const mayAct = useMayAct();
  const [isEditing, setEditing] = useState(false);
  const replaying = useAct<void, Replayed>({
    run: () => request(apiPaths.deadLetterReplay(group), { method: 'POST', body: { offsets: [offset] } }),
    done: () => `It is sent back for ${group} to try again`,
    saysProblems: true,
  });
  if (!mayAct) return null;
  return (
    <div className="row wrap">
      <Button kind="main" disabled={replaying.isBusy} onClick={() => replaying.start()}>
        <Undo2 size={14} aria-hidden /> Replay
      </Button>
      <Button onClick={() => setEditing(true)}>
        <Pencil size={14} aria-hidden /> Edit and replay
      </Button>
      {isEditing && <EditLetter letter={letter} onClose={() => setEditing(false)} />}
    </div>
  );
}

function EditLetter({ letter, onClose }: { readonly letter: DeadLetterView; readonly onClose: () => void }) {
  const { group, offset, origin } = letter;
  const [draft, setDraft] = useState<Draft>(() => draftOf(letter));
  const { message, wrongHeader } = messageOf(draft);
  const replaying = useAct<EditedReplay, Replayed>({
    run: (body) => request(apiPaths.deadLetterEditedReplay(group, offset), { method: 'POST', body }),
    done: () => `It is sent to ${origin.topic} as you wrote it`,
    onDone: onClose,
  });
  const field = (name: keyof Draft) => ({
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  return (
    <FormDialog
      title="Edit and replay"
      isWide
      description={`It goes to ${origin.topic} with this content instead; what waited is noted as replayed.`}
      act="Replay"
      isReady={wrongHeader === undefined}
      isBusy={replaying.isBusy}
      problem={replaying.problem}
      onSubmit={() =>
        replaying.start({ key: message.key, value: message.value, headers: message.headers ?? [] })
      }
      onClose={onClose}
    >
      <TextField label="Key" hint="Empty: none" {...field('key')} />
      <TextArea
        label="Headers"
        hint="name: value, a line each"
        rows={3}
        {...field('headers')}
        error={wrongHeader === undefined ? undefined : `“${wrongHeader}” is not name: value.`}
      />
      <TextArea label="Value" hint="Empty: none" rows={12} {...field('value')} />
    </FormDialog>
  );
}
