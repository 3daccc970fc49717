import { apiPaths, type ConnectorView } from '@payments/console-api';
import { useState } from 'react';
import { request } from '../../api/request.ts';
import { useMayAct } from '../../shell/may-act.ts';
import { Note } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { TextArea } from '../../ui/field.tsx';
import { BytesView } from '../../ui/record-text.tsx';
import { useAct } from '../../ui/use-act.ts';
import { KeyErrors } from './key-errors.tsx';
import { readConnectorJson, writeConfig } from './connector-json.ts';

/** The configuration as JSON, to be seen and changed. Secrets stay what they are while they are `********`. */
export function ConnectorConfig({ connector: { name, config } }: { readonly connector: ConnectorView }) {
  const mayAct = useMayAct();
  const [text, setText] = useState<string>();
  const changing = useAct<Readonly<Record<string, string>>>({
    run: (body) => request(apiPaths.connectorConfig(name), { method: 'PUT', body }),
    done: () => `${name} has its new configuration`,
    onDone: () => setText(undefined),
  });
  const shown = writeConfig(config);
  if (text === undefined) {
    return (
      <Card
        title="Configuration"
        actions={
          mayAct && (
            <Button size="small" onClick={() => setText(shown)}>
              Edit
            </Button>
          )
        }
      >
        <BytesView bytes={{ text: shown }} label="Configuration as JSON" />
      </Card>
    );
  }
  const { config: typed, problem } = readConnectorJson(text);
  return (
    <Card title="Configuration">
      <div className="stack">
        <TextArea label="JSON" rows={22} value={text} onChange={setText} error={problem} />
        <KeyErrors problem={changing.problem} />
        {changing.problem !== null && <Note tone="bad">{changing.problem.message}</Note>}
        <div className="row">
          <Button
            kind="main"
            disabled={typed === undefined || changing.isBusy}
            onClick={() => typed !== undefined && changing.start(typed)}
          >
            Save
          </Button>
          <Button onClick={() => setText(undefined)}>Cancel</Button>
        </div>
      </div>
    </Card>
  );
}
