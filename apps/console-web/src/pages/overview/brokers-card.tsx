import { Link } from '@tanstack/react-router';
import { Crown } from 'lucide-react';
import { formatCount } from '../../format/numbers.ts';
import { useLive } from '../../live/live.ts';
import { Badge } from '../../ui/badge.tsx';
import { Note, Skeleton } from '../../ui/blank.tsx';
import { Card } from '../../ui/card.tsx';

/** Brokers by region, and whether every partition is where it should be. */
export function BrokersCard() {
  const state = useLive('brokers');
  return (
    <Card title="Brokers" actions={<Link to="/cluster">Cluster</Link>}>
      {state === undefined ? (
        <Skeleton />
      ) : (
        <div className="stack tight">
          {state.away !== null && <Note tone="warn">{state.away}</Note>}
          <ul className="racks">
            {state.racks.map(({ rack, brokers }) => (
              <li key={rack ?? ''} className="rack">
                <span className="rack-name">{rack ?? 'No region'}</span>
                {brokers.map(({ id, address, isController }) => (
                  <span key={id} className="broker" title={address}>
                    <span className="dot good" aria-hidden />
                    Broker {id}
                    {isController && <Crown size={13} role="img" aria-label="active controller" />}
                  </span>
                ))}
              </li>
            ))}
          </ul>
          <div className="row wrap">
            <Badge>{formatCount(state.partitions)} partitions</Badge>
            <Badge tone={state.underReplicated > 0 ? 'warn' : 'good'}>
              {state.underReplicated > 0 ? `${state.underReplicated} under-replicated` : 'all in sync'}
            </Badge>
            {state.offline > 0 && <Badge tone="bad">{state.offline} offline</Badge>}
          </div>
        </div>
      )}
    </Card>
  );
}
