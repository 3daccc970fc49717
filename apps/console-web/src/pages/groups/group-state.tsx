import type { GroupState } from '@payments/console-api';
import { Badge, type Tone } from '../../ui/badge.tsx';

const tones: Readonly<Record<GroupState, Tone>> = {
  stable: 'good',
  rebalancing: 'warn',
  empty: 'plain',
  dead: 'bad',
  unknown: 'plain',
};

export function GroupStateBadge({ state }: { readonly state: GroupState }) {
  return (
    <Badge tone={tones[state]} hasDot>
      {state}
    </Badge>
  );
}
