import type { LucideIcon } from 'lucide-react';
import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { type ApiProblem, whatIsAway } from '../api/problem.ts';

/** Nothing is here, why, and what to do about it. */
export function Blank({
  icon: Icon,
  title,
  children,
}: {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="blank">
      <Icon size={26} strokeWidth={1.6} aria-hidden />
      <strong>{title}</strong>
      {children}
    </div>
  );
}

const signs = { bad: CircleAlert, warn: TriangleAlert, info: Info } as const;

/** A sentence a person has to see, in the place it is about. */
export function Note({
  tone,
  children,
}: {
  readonly tone: keyof typeof signs;
  readonly children: ReactNode;
}) {
  const Sign = signs[tone];
  return (
    <div className="trouble" data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      <Sign size={16} aria-hidden />
      <div className="grow">{children}</div>
    </div>
  );
}

/** What is wrong, in its place; what is away comes back by itself. */
export function Trouble({ problem }: { readonly problem: ApiProblem }) {
  const away = whatIsAway(problem);
  return (
    <Note tone={away === undefined ? 'bad' : 'warn'}>
      {away !== undefined && <strong className="strong">{away}. </strong>}
      {problem.message}
      {away !== undefined && <span className="muted"> Trying again.</span>}
    </Note>
  );
}

/** Where something will be. */
export function Skeleton({ lines = 3, height = 16 }: { readonly lines?: number; readonly height?: number }) {
  return (
    <div className="stack tight" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} className="skeleton" style={{ height, width: `${100 - ((line * 13) % 37)}%` }} />
      ))}
    </div>
  );
}
