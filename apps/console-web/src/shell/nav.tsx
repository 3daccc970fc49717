import { Link } from '@tanstack/react-router';
import {
  Activity,
  Archive,
  Cable,
  CreditCard,
  Layers,
  type LucideIcon,
  MailX,
  Server,
  UsersRound,
} from 'lucide-react';
import { useLive } from '../live/live.ts';

interface Entry {
  readonly to: string;
  readonly name: string;
  readonly icon: LucideIcon;
}

const sections: readonly { readonly name: string; readonly entries: readonly Entry[] }[] = [
  {
    name: 'Platform',
    entries: [
      { to: '/', name: 'Overview', icon: Activity },
      { to: '/payments', name: 'Payments', icon: CreditCard },
    ],
  },
  {
    name: 'Kafka',
    entries: [
      { to: '/topics', name: 'Topics', icon: Layers },
      { to: '/groups', name: 'Groups', icon: UsersRound },
      { to: '/dead-letters', name: 'Dead letters', icon: MailX },
      { to: '/cluster', name: 'Cluster', icon: Server },
    ],
  },
  {
    name: 'Connect',
    entries: [
      { to: '/connectors', name: 'Connectors', icon: Cable },
      { to: '/archive', name: 'Archive', icon: Archive },
    ],
  },
];

export function Nav({ onLeave }: { readonly onLeave: () => void }) {
  const attention = useLive('attention')?.items ?? [];
  const counts = new Map<string, number>();
  for (const { link } of attention) counts.set(`/${link.page}`, (counts.get(`/${link.page}`) ?? 0) + 1);
  return (
    <nav aria-label="Pages" className="nav">
      {sections.map(({ name, entries }) => (
        <div key={name} className="nav-section">
          <h2>{name}</h2>
          <ul>
            {entries.map((entry) => (
              <NavEntry key={entry.to} {...entry} count={counts.get(entry.to) ?? 0} onLeave={onLeave} />
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function NavEntry({
  to,
  name,
  icon: Icon,
  count,
  onLeave,
}: Entry & { readonly count: number; readonly onLeave: () => void }) {
  return (
    <li>
      <Link to={to} activeOptions={{ exact: to === '/', includeSearch: false }} onClick={onLeave}>
        <Icon size={16} strokeWidth={1.9} aria-hidden />
        <span className="grow">{name}</span>
        {count > 0 && (
          <span className="nav-count">
            {count}
            <span className="visually-hidden"> to look at</span>
          </span>
        )}
      </Link>
    </li>
  );
}
