import { apiPaths, type Confirmation, type ConnectorAction, type ConnectorView } from '@payments/console-api';
import { useNavigate } from '@tanstack/react-router';
import { CircleStop, type LucideIcon, Pause, Play, RotateCcw, Trash2, Wrench } from 'lucide-react';
import { useState } from 'react';
import { request } from '../../api/request.ts';
import { ActMenu } from '../../ui/act-menu.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { useAct } from '../../ui/use-act.ts';

interface ActionFace {
  readonly name: string;
  readonly icon: LucideIcon;
  /** What is said when it has been asked for. */
  readonly done: string;
  readonly fits: (connector: ConnectorView) => boolean;
}

const actions: Readonly<Record<ConnectorAction, ActionFace>> = {
  resume: {
    name: 'Resume',
    icon: Play,
    done: 'goes on',
    fits: ({ state }) => state === 'PAUSED' || state === 'STOPPED',
  },
  pause: {
    name: 'Pause',
    icon: Pause,
    done: 'is paused',
    fits: ({ state }) => state !== 'PAUSED' && state !== 'STOPPED',
  },
  stop: { name: 'Stop', icon: CircleStop, done: 'is stopped', fits: ({ state }) => state !== 'STOPPED' },
  restart: {
    name: 'Restart',
    icon: RotateCcw,
    done: 'starts again',
    fits: ({ state }) => state !== 'STOPPED',
  },
  'restart-failed': {
    name: 'Restart what has failed',
    icon: Wrench,
    done: 'starts again what has failed',
    fits: ({ state, tasks }) => state === 'FAILED' || tasks.some((task) => task.state === 'FAILED'),
  },
};

/** What can be done to a connector as it is now. */
export function ConnectorActMenu({ connector }: { readonly connector: ConnectorView }) {
  const { name } = connector;
  const navigate = useNavigate();
  const [isDeleting, setDeleting] = useState(false);
  const acting = useAct<ConnectorAction>({
    run: (action) => request(apiPaths.connectorAction(name, action), { method: 'POST' }),
    done: (_, action) => `${name} ${actions[action].done}`,
    saysProblems: true,
  });
  const deleting = useAct<Confirmation>({
    run: (body) => request(apiPaths.connector(name), { method: 'DELETE', body }),
    done: () => `${name} is deleted`,
    changes: [[apiPaths.connectors()]],
    onDone: () => void navigate({ to: '/connectors' }),
  });
  const fitting = Object.entries(actions).filter(([, { fits }]) => fits(connector));
  return (
    <>
      <ActMenu
        label={`What can be done to ${name}`}
        acts={[
          ...fitting.map(([action, { name: label, icon }]) => ({
            name: label,
            icon,
            onChoose: () => acting.start(action as ConnectorAction),
          })),
          { name: 'Delete', icon: Trash2, isDanger: true, onChoose: () => setDeleting(true) },
        ]}
      />
      {isDeleting && (
        <Confirm
          title={`Delete ${name}`}
          name={name}
          act="Delete"
          isBusy={deleting.isBusy}
          problem={deleting.problem}
          onConfirm={(confirm) => deleting.start({ confirm })}
          onClose={() => setDeleting(false)}
        >
          It stops and is forgotten. What it has written stays.
        </Confirm>
      )}
    </>
  );
}
