import { Link } from '@tanstack/react-router';
import { useLive, useRateHistory } from '../../live/live.ts';
import { formatRate } from '../../format/numbers.ts';
import { Page } from '../../shell/page.tsx';
import { Note, Skeleton } from '../../ui/blank.tsx';
import { Card } from '../../ui/card.tsx';
import { LineChart } from '../../ui/line-chart.tsx';
import { AttentionCard } from './attention-card.tsx';
import { AuditCard } from './audit-card.tsx';
import { BrokersCard } from './brokers-card.tsx';
import { FlowDiagram } from './flow-diagram.tsx';

export function OverviewPage() {
  const flow = useLive('flow');
  return (
    <Page
      title="Overview"
      description="A payment is a row in MySQL, an event in Kafka, and a decision that is made exactly once."
      actions={
        <Link to="/payments" className="button" data-kind="main">
          Make a payment
        </Link>
      }
    >
      <Card title="The way of a payment" actions={<Legend />}>
        {flow === undefined ? (
          <div style={{ height: 420 }}>
            <Skeleton lines={3} height={58} />
          </div>
        ) : (
          <div className="stack tight">
            {flow.away !== null && <Note tone="warn">{flow.away}</Note>}
            <FlowDiagram flow={flow} />
          </div>
        )}
      </Card>
      <div className="split">
        <div className="stack">
          <AuditCard />
          <RateCard />
        </div>
        <div className="stack">
          <AttentionCard />
          <BrokersCard />
        </div>
      </div>
    </Page>
  );
}

function Legend() {
  return (
    <span className="small muted" aria-hidden>
      records a second · what waits · what failed
    </span>
  );
}

function RateCard() {
  const rates = useRateHistory();
  const newest = rates.at(-1)?.value ?? 0;
  return (
    <Card title="Payments a second" actions={<span className="num strong">{formatRate(newest)}</span>}>
      <LineChart
        label={`Payments a second since the page was opened; now ${formatRate(newest)}`}
        points={rates}
        height={150}
      />
    </Card>
  );
}
