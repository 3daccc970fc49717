import './life.css';
import { apiPaths, type LifeStep, type PaymentLife } from '@payments/console-api';
import { Link } from '@tanstack/react-router';
import { Check, Clock, Layers, Package, Unplug, X } from 'lucide-react';
import { useState } from 'react';
import { useStream } from '../../api/use-stream.ts';
import { formatMoney } from '../../format/numbers.ts';
import { formatClock, formatDuration } from '../../format/times.ts';
import { Badge } from '../../ui/badge.tsx';
import { Skeleton, Trouble } from '../../ui/blank.tsx';
import { Card, Facts } from '../../ui/card.tsx';
import { IconButton } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { stepNames, type TimedStep, timedSteps } from './life.ts';
import { statusTones } from './payment-list.tsx';

interface LifeEvents {
  readonly life: PaymentLife;
  readonly end: unknown;
}

/** Where a payment has been and what comes, as it happens. */
export function LifeCard({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const [life, setLife] = useState<PaymentLife>();
  const { problem } = useStream<LifeEvents>(apiPaths.paymentLifeStream(id), { life: setLife }, ['end']);
  return (
    <Card
      title="The life of a payment"
      actions={
        <IconButton label="Close" size="small" onClick={onClose}>
          <X size={15} aria-hidden />
        </IconButton>
      }
    >
      <div className="stack">
        {problem !== undefined && <Trouble problem={problem} />}
        {life === undefined ? (
          problem === undefined && <Skeleton lines={5} height={34} />
        ) : (
          <Life life={life} />
        )}
      </div>
    </Card>
  );
}

function Life({ life: { payment, steps } }: { readonly life: PaymentLife }) {
  const { id, status, userId, merchantId, amount, currency, day, description } = payment;
  return (
    <>
      <div className="row wrap">
        <span className="life-amount num">{formatMoney(amount, currency)}</span>
        <Badge tone={statusTones[status]} hasDot>
          {status}
        </Badge>
        {payment.reason !== null && <span className="small muted">daily limit exceeded</span>}
      </div>
      <Facts
        facts={[
          ['From', userId],
          ['To', merchantId],
          ['For', description],
          ['Day', day],
          [
            'Id',
            <span key="id" className="row">
              <span className="mono truncate" title={id}>
                {id}
              </span>
              <CopyButton text={id} label="Copy the id" />
            </span>,
          ],
        ]}
      />
      <ol className="life" aria-label="Steps">
        {timedSteps(steps).map((timed) => (
          <Step key={timed.step.id} {...timed} />
        ))}
      </ol>
    </>
  );
}

const signs = { done: Check, pending: Clock, 'not-found': X, away: Unplug } as const;
const stateWords: Readonly<Record<LifeStep['state'], string>> = {
  done: 'done',
  pending: 'not yet',
  'not-found': 'not found',
  away: 'cannot be asked',
};

function Step({ step, sinceStartMs }: TimedStep) {
  const { id, state, by, detail, atMs, record, objectKey } = step;
  const Sign = signs[state];
  const isRejection = id === 'limit-exceeded';
  return (
    <li data-state={state} data-rejection={isRejection}>
      <span className="life-sign">
        <Sign size={12} strokeWidth={2.6} role="img" aria-label={stateWords[state]} />
      </span>
      <div className="grow stack close">
        <div className="row between baseline">
          <span className="strong">{stepNames[id]}</span>
          <span className="small muted num nowrap">
            {atMs === null ? stateWords[state] : formatClock(atMs)}
            {sinceStartMs !== null && sinceStartMs > 0 && ` · +${formatDuration(sinceStartMs)}`}
          </span>
        </div>
        <span className="small">
          {detail} <span className="muted">by {by}</span>
        </span>
        {record !== null && <RecordLink {...record} />}
        {objectKey !== null && (
          <Link
            to="/archive"
            search={{ object: objectKey, ...(record !== null && { offset: record.offset }) }}
            className="life-link"
          >
            <Package size={13} aria-hidden />
            <span className="truncate">{objectKey.split('/').at(-1)}</span>
          </Link>
        )}
      </div>
    </li>
  );
}

function RecordLink({ topic, partition, offset }: NonNullable<LifeStep['record']>) {
  return (
    <Link
      to="/topics/$topic/messages"
      params={{ topic }}
      search={{ from: 'offset', partition, offset, record: `${partition}@${offset}` }}
      className="life-link"
    >
      <Layers size={13} aria-hidden />
      <span className="truncate">{topic}</span>
      <span className="nowrap">
        partition {partition} · offset {offset}
      </span>
    </Link>
  );
}
