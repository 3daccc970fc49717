import type { AttentionItem } from '@payments/console-api';
import { Link } from '@tanstack/react-router';
import { CircleAlert, CircleCheck, TriangleAlert } from 'lucide-react';
import { useLive } from '../../live/live.ts';
import { Blank, Note, Skeleton } from '../../ui/blank.tsx';
import { Card } from '../../ui/card.tsx';

/** What a person should look at, worst first. */
export function AttentionCard() {
  const attention = useLive('attention');
  return (
    <Card title="Needs attention">
      {attention === undefined ? (
        <Skeleton />
      ) : (
        <div className="stack tight">
          {attention.away !== null && <Note tone="warn">{attention.away}</Note>}
          {attention.items.length === 0 && (
            <Blank icon={CircleCheck} title="Nothing">
              <p>No dead letters, no failed tasks, no lag that grows.</p>
            </Blank>
          )}
          <ul className="attention">
            {attention.items.map((item) => (
              <Item key={`${item.kind} ${item.subject}`} item={item} />
            ))}
          </ul>
        </div>
      )}
    </Card>
  );
}

function Item({ item: { severity, subject, detail, link } }: { readonly item: AttentionItem }) {
  const Sign = severity === 'error' ? CircleAlert : TriangleAlert;
  return (
    <li>
      <Sign size={16} className={severity === 'error' ? 'bad' : 'warn'} role="img" aria-label={severity} />
      <span className="grow">
        <Link to={pathOf(link)} className="strong">
          {subject}
        </Link>
        <br />
        <span className="muted">{detail}</span>
      </span>
    </li>
  );
}

function pathOf({ page, name }: AttentionItem['link']): string {
  if (page === 'overview') return '/';
  return name === '' || page === 'cluster' ? `/${page}` : `/${page}/${encodeURIComponent(name)}`;
}
