import { formatCount } from '../../format/numbers.ts';

/** What a group has before it; a dash while it has never committed anything. */
export function Lag({ lag }: { readonly lag: number | null }) {
  if (lag === null)
    return (
      <span className="muted" title="It has never committed anything.">
        –
      </span>
    );
  return <span className={`num ${lag > 0 ? 'warn strong' : 'muted'}`}>{formatCount(lag)}</span>;
}
