import { apiPaths, type Notification, type NotificationPage, type UserLimit } from '@payments/console-api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { BellOff } from 'lucide-react';
import { read, watch } from '../../api/queries.ts';
import { useStream } from '../../api/use-stream.ts';
import { Badge } from '../../ui/badge.tsx';
import { Blank, Trouble } from '../../ui/blank.tsx';
import { Card } from '../../ui/card.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Ago } from '../../ui/moment.tsx';
import { say } from '../../ui/toasts.tsx';

/** The slots of a day: those that are taken, and those that are free. */
export function SlotsCard({ user }: { readonly user: string }) {
  const query = useQuery(watch<UserLimit>(apiPaths.userLimit(user)));
  return (
    <Card title={`Today’s payments of ${user}`}>
      <Loaded query={query}>
        {({ limit, used, remaining, day, timeZone }) => (
          <div className="stack tight">
            <div className="slots" role="img" aria-label={`${used} of ${limit} slots are taken`}>
              {Array.from({ length: limit }, (_, slot) => (
                <span key={slot} data-used={slot < used} />
              ))}
            </div>
            <p className="small muted">
              <strong>{used}</strong> of {limit} taken, {remaining} left for {day} ({timeZone})
            </p>
          </div>
        )}
      </Loaded>
    </Card>
  );
}

const newest = { limit: 20 };

/** What a user was told, as it arrives. */
export function NotificationsCard({ user }: { readonly user: string }) {
  const client = useQueryClient();
  const path = apiPaths.notifications(user);
  const query = useQuery(read<NotificationPage>(path, newest));
  const { problem } = useStream<{ readonly notification: Notification }>(apiPaths.notificationStream(user), {
    notification: ({ title, message }) => {
      say(title, message, 'info');
      void client.invalidateQueries({ queryKey: [path] });
    },
  });
  return (
    <Card title={`What ${user} was told`}>
      {problem !== undefined && query.error === null && <Trouble problem={problem} />}
      <Loaded query={query}>
        {({ data }) =>
          data.length === 0 ? (
            <Blank icon={BellOff} title="None so far">
              <p>{user} is told when a payment is one too many.</p>
            </Blank>
          ) : (
            <ul className="notices">
              {data.map((notification) => (
                <Notice key={notification.id} {...notification} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}

function Notice({ title, message, createdAt, paymentId, deliveries }: Notification) {
  return (
    <li className="stack close">
      <div className="row between baseline">
        <span className="strong">{title}</span>
        <span className="small muted">
          <Ago timeMs={Date.parse(createdAt)} />
        </span>
      </div>
      <span className="small">{message}</span>
      <div className="row wrap">
        {deliveries.map(({ channel, status, cause }) => (
          <span key={channel} title={cause ?? undefined}>
            <Badge tone={status === 'delivered' || status === 'sent' ? 'good' : 'plain'}>
              {channel}: {status}
            </Badge>
          </span>
        ))}
        <Link to="/payments" search={(search) => ({ ...search, payment: paymentId })} className="small">
          Its payment
        </Link>
      </div>
    </li>
  );
}
