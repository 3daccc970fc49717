import './audit-card.css';
import type { AuditEquation, AuditState } from '@payments/console-api';
import { Fragment } from 'react';
import { formatCount } from '../../format/numbers.ts';
import { useLive } from '../../live/live.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Note, Skeleton } from '../../ui/blank.tsx';
import { Card } from '../../ui/card.tsx';
import { Ago } from '../../ui/moment.tsx';

const verdicts: Readonly<Record<AuditState['verdict'], readonly [string, Tone]>> = {
  holds: ['Everything adds up', 'good'],
  'catching-up': ['Work under way', 'info'],
  broken: ['Does not add up', 'bad'],
  unknown: ['Not known yet', 'plain'],
};

/** The audit's equation, recounted all the time. */
export function AuditCard() {
  const audit = useLive('audit');
  const [word, tone] = verdicts[audit?.verdict ?? 'unknown'];
  return (
    <Card
      title="Is it right?"
      actions={
        <Badge tone={tone} hasDot>
          {word}
        </Badge>
      }
    >
      {audit === undefined ? (
        <Skeleton lines={3} height={34} />
      ) : (
        <div className="stack tight">
          {audit.away !== null && <Note tone="warn">{audit.away}</Note>}
          {audit.equations.map((equation) => (
            <Equation key={equation.id} equation={equation} isBroken={audit.verdict === 'broken'} />
          ))}
          <p className="small muted">
            Counted <Ago timeMs={audit.countedAtMs} />, {audit.method}.
          </p>
        </div>
      )}
    </Card>
  );
}

interface EquationProps {
  readonly equation: AuditEquation;
  /** False: sides that differ are work under way. */
  readonly isBroken: boolean;
}

function Equation({ equation: { terms, holds }, isBroken }: EquationProps) {
  const state = holds === false && !isBroken ? 'not-yet' : String(holds ?? 'unknown');
  return (
    <div className="equation" data-holds={state}>
      {terms.map(({ name, count }, index) => (
        <Fragment key={name}>
          {index > 0 && (
            <span className="equation-sign">
              <span aria-hidden>{holds === false ? '≠' : '='}</span>
              <span className="visually-hidden">{holds === false ? 'differs from' : 'equals'}</span>
            </span>
          )}
          <span className="equation-term">
            <strong className="num">{count === null ? '–' : formatCount(count)}</strong>
            <span>{name}</span>
          </span>
        </Fragment>
      ))}
    </div>
  );
}
