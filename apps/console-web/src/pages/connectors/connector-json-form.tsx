import type { ConnectorCreation } from '@payments/console-api';
import { useState } from 'react';
import { Note } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { TextArea, TextField } from '../../ui/field.tsx';
import type { ActState } from '../../ui/use-act.ts';
import { readConnectorJson } from './connector-json.ts';
import { KeyErrors } from './key-errors.tsx';

const example = '{\n  "name": "archive",\n  "config": {\n    "connector.class": "S3Sink"\n  }\n}';

/** A connector from a file of Kafka Connect. */
export function ConnectorJson({ creating }: { readonly creating: ActState<ConnectorCreation> }) {
  const [text, setText] = useState('');
  const [typedName, setTypedName] = useState('');
  const { config, name: nameInFile, problem } = readConnectorJson(text);
  const name = nameInFile ?? typedName;
  return (
    <Card>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (config !== undefined && name !== '') creating.start({ name, config });
        }}
      >
        <TextArea
          label="JSON, as Kafka Connect takes it"
          rows={20}
          placeholder={example}
          value={text}
          onChange={setText}
          error={text === '' ? undefined : problem}
        />
        {config !== undefined && nameInFile === undefined && (
          <TextField label="Name" value={typedName} onChange={setTypedName} />
        )}
        <KeyErrors problem={creating.problem} />
        {creating.problem !== null && <Note tone="bad">{creating.problem.message}</Note>}
        <div className="row">
          <Button type="submit" kind="main" disabled={config === undefined || name === '' || creating.isBusy}>
            Create
          </Button>
        </div>
      </form>
    </Card>
  );
}
