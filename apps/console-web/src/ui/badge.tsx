import type { ReactNode } from 'react';

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'accent' | 'plain';

/** A state in a word. Its colour never says more than the word. */
export function Badge({
  tone = 'plain',
  hasDot = false,
  children,
}: {
  readonly tone?: Tone;
  readonly hasDot?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <span className="badge" data-tone={tone}>
      {hasDot && <span className="dot" aria-hidden />}
      {children}
    </span>
  );
}
