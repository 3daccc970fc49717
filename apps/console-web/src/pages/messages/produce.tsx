import {
  apiPaths,
  type Message,
  type MessageToProduce,
  type ProducedMessage,
  type TopicContract,
} from '@payments/console-api';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { read } from '../../api/queries.ts';
import { request } from '../../api/request.ts';
import { FormDialog } from '../../ui/dialog.tsx';
import { Note } from '../../ui/blank.tsx';
import { Check, Choice, TextArea, TextField } from '../../ui/field.tsx';
import { useAct } from '../../ui/use-act.ts';
import { type Draft, draftOf, messageOf } from './draft.ts';

interface ProduceProps {
  readonly topic: string;
  /** A record to begin with. */
  readonly like?: Message;
  readonly onClose: () => void;
}

const indent = 2;

/** Writes a record into a topic, checked against the topic's contract if it has one. */
export function Produce({ topic, like, onClose }: ProduceProps) {
  const { data: contract } = useQuery({
    ...read<TopicContract>(apiPaths.topicContract(topic)),
    staleTime: Infinity,
  });
  const [draft, setDraft] = useState<Draft>(() => draftOf(like));
  const [isIgnored, setIgnored] = useState(false);
  const producing = useAct<MessageToProduce, ProducedMessage>({
    run: (body) => request(apiPaths.messages(topic), { method: 'POST', body }),
    done: ({ partition, offset }) => `Written to ${topic}, partition ${partition}, offset ${offset}`,
    changes: [[apiPaths.messages(topic)], [apiPaths.topic(topic)]],
    onDone: onClose,
  });
  const { message, wrongHeader } = messageOf(draft);
  const field = (name: keyof Draft) => ({
    value: draft[name],
    onChange: (value: string) => setDraft({ ...draft, [name]: value }),
  });
  const events = contract?.events ?? [];
  const violations = [...(producing.problem?.fieldErrors ?? [])];
  return (
    <FormDialog
      title={`Produce to ${topic}`}
      isWide
      act="Produce"
      isReady={wrongHeader === undefined}
      isBusy={producing.isBusy}
      problem={producing.problem}
      onSubmit={() => producing.start({ ...message, ...(isIgnored && { isContractIgnored: true }) })}
      onClose={onClose}
    >
      {events.length > 0 && (
        <Choice
          label="Begin with an example"
          value=""
          options={[['', '…'], ...events.map(({ type }) => [type, type] as const)]}
          onChange={(type) => {
            const example = events.find((event) => event.type === type)?.example;
            if (example !== undefined)
              setDraft({ ...draft, value: JSON.stringify(example, undefined, indent) });
          }}
        />
      )}
      <div className="form-grid">
        <TextField label="Key" hint="Empty: none" {...field('key')} />
        <TextField label="Partition" hint="Empty: by the key" inputMode="numeric" {...field('partition')} />
      </div>
      <TextArea
        label="Headers"
        hint="name: value, a line each"
        rows={2}
        {...field('headers')}
        error={wrongHeader === undefined ? undefined : `“${wrongHeader}” is not name: value.`}
      />
      <TextArea label="Value" hint="Empty: none, a tombstone" rows={12} {...field('value')} />
      {violations.length > 0 && <Violations violations={violations} />}
      {events.length > 0 && (
        <Check
          label="Send it though it is not what the contract says"
          isOn={isIgnored}
          onChange={setIgnored}
        />
      )}
    </FormDialog>
  );
}

function Violations({ violations }: { readonly violations: readonly (readonly [string, string])[] }) {
  return (
    <Note tone="warn">
      <ul>
        {violations.map(([pointer, detail]) => (
          <li key={pointer}>
            <code>{pointer}</code> {detail}
          </li>
        ))}
      </ul>
    </Note>
  );
}
