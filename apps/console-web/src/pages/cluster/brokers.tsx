import type { BrokerView, ClusterView } from '@payments/console-api';
import { Link } from '@tanstack/react-router';
import { Crown, Server } from 'lucide-react';
import './brokers.css';
import { formatBytes, formatCount } from '../../format/numbers.ts';
import { Badge } from '../../ui/badge.tsx';
import { Facts } from '../../ui/card.tsx';
import { byRegion } from './by-region.ts';

interface BrokersProps {
  readonly cluster: ClusterView;
  /** The broker whose configuration is shown. */
  readonly shown: number | undefined;
}

/** The brokers, each in its region. */
export function Brokers({ cluster: { brokers }, shown }: BrokersProps) {
  return (
    <div className="regions">
      {byRegion(brokers).map(({ rack, brokers: inRack }) => (
        <section key={rack ?? ''} className="region" aria-label={rack ?? 'No region'}>
          <h2 className="small muted">{rack ?? 'No region'}</h2>
          {inRack.map((broker) => (
            <BrokerCard key={broker.id} broker={broker} isShown={broker.id === shown} />
          ))}
        </section>
      ))}
    </div>
  );
}

function BrokerCard({ broker, isShown }: { readonly broker: BrokerView; readonly isShown: boolean }) {
  const { id, host, port, isUp, isController, leaders, replicas, outOfSync, sizeBytes } = broker;
  return (
    <article className="card broker-card" data-shown={isShown}>
      <div className="row wrap">
        <Server size={17} className="muted" aria-hidden />
        <h3>
          <Link to="/cluster" search={(search) => ({ ...search, broker: id })} resetScroll={false}>
            Broker {id}
          </Link>
        </h3>
        <Badge tone={isUp ? 'good' : 'bad'} hasDot>
          {isUp ? 'up' : 'down'}
        </Badge>
        {isController && (
          <Badge tone="accent">
            <Crown size={12} aria-hidden /> controller
          </Badge>
        )}
      </div>
      <Facts
        facts={[
          ['Address', <span key="address" className="mono">{`${host}:${port}`}</span>],
          ['Leads', `${formatCount(leaders)} of ${formatCount(replicas)} replicas`],
          ['Out of sync', outOfSync === 0 ? 'none' : <Badge tone="warn">{outOfSync}</Badge>],
          ['On disk', sizeBytes === null ? null : formatBytes(sizeBytes)],
        ]}
      />
    </article>
  );
}
