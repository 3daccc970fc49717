import { apiPaths, type ConnectorTask, type ConnectorView } from '@payments/console-api';
import { RotateCcw } from 'lucide-react';
import { request } from '../../api/request.ts';
import { useMayAct } from '../../shell/may-act.ts';
import { Blank } from '../../ui/blank.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { BytesView } from '../../ui/record-text.tsx';
import { useAct } from '../../ui/use-act.ts';
import { ConnectorStateBadge } from './connector-state.tsx';

/** The tasks of a connector, and why they failed. */
export function Tasks({ connector: { name, tasks, trace } }: { readonly connector: ConnectorView }) {
  return (
    <>
      {trace !== null && (
        <Card title="Why the connector has failed">
          <BytesView bytes={{ text: trace }} label="Trace of the connector" />
        </Card>
      )}
      {tasks.length === 0 && (
        <Card>
          <Blank icon={RotateCcw} title="No tasks">
            <p>The connector is stopped, or has not begun.</p>
          </Blank>
        </Card>
      )}
      {tasks.map((task) => (
        <Task key={task.id} connector={name} task={task} />
      ))}
    </>
  );
}

function Task({ connector, task }: { readonly connector: string; readonly task: ConnectorTask }) {
  const { id, state, workerId, trace } = task;
  const mayAct = useMayAct();
  const restarting = useAct({
    run: () => request(apiPaths.connectorTaskRestart(connector, id), { method: 'POST' }),
    done: () => `Task ${id} of ${connector} starts again`,
    saysProblems: true,
  });
  return (
    <Card
      title={`Task ${id}`}
      actions={
        <>
          <ConnectorStateBadge state={state} />
          {mayAct && (
            <Button size="small" disabled={restarting.isBusy} onClick={() => restarting.start()}>
              <RotateCcw size={13} aria-hidden /> Restart
            </Button>
          )}
        </>
      }
    >
      <div className="stack tight">
        <span className="muted">on {workerId}</span>
        {trace !== null && <BytesView bytes={{ text: trace }} label={`Trace of task ${id}`} />}
      </div>
    </Card>
  );
}
