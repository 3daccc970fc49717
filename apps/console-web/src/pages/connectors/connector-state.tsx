import type { ConnectorState } from '@payments/console-api';
import { Badge, type Tone } from '../../ui/badge.tsx';

const tones: Readonly<Record<ConnectorState, Tone>> = {
  RUNNING: 'good',
  PAUSED: 'info',
  STOPPED: 'plain',
  FAILED: 'bad',
  UNASSIGNED: 'warn',
  RESTARTING: 'warn',
};

export function ConnectorStateBadge({ state }: { readonly state: ConnectorState }) {
  return (
    <Badge tone={tones[state]} hasDot>
      {state.toLowerCase()}
    </Badge>
  );
}
