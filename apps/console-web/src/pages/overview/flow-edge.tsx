import type { FlowEdge } from '@payments/console-api';
import { formatCount, formatRate, formatShort } from '../../format/numbers.ts';
import type { EdgePath } from './flow-layout.ts';

interface EdgeProps {
  readonly edge: FlowEdge;
  readonly path: EdgePath;
}

const [slowestSeconds, fastestSeconds, mostDots] = [3.2, 1.1, 4];

/** A line on which dots travel while records do, more and faster the more there are. */
export function FlowEdgePath({ edge, path }: EdgeProps) {
  const rate = edge.perSecond ?? 0;
  const magnitude = Math.log10(1 + rate);
  const dots = rate > 0 ? Math.min(mostDots, 1 + Math.floor(magnitude)) : 0;
  const seconds = Math.max(fastestSeconds, slowestSeconds - magnitude * 0.6).toFixed(1);
  return (
    <g className="flow-edge" data-tone={toneOf(edge)} data-busy={dots > 0}>
      <path d={path.d} markerEnd="url(#flow-arrow)" />
      {Array.from({ length: dots }, (_, dot) => (
        <circle key={`${dot}-of-${dots}`} r="3.2">
          <animateMotion
            dur={`${seconds}s`}
            begin={`${((-dot * Number(seconds)) / dots).toFixed(2)}s`}
            repeatCount="indefinite"
            path={path.d}
          />
        </circle>
      ))}
    </g>
  );
}

/** What the line carries, in numbers. */
export function FlowEdgeLabel({ edge, path }: EdgeProps) {
  const { from, to, perSecond, lag, errors, reader } = edge;
  const isQuiet = (perSecond ?? 0) === 0 && (lag ?? 0) === 0 && errors === 0;
  return (
    <li className="flow-label" data-quiet={isQuiet} style={{ left: path.label.x, top: path.label.y }}>
      <span className="visually-hidden">
        {from} to {to}:{' '}
      </span>
      <span>{perSecond === null ? '–' : formatRate(perSecond)}</span>
      {lag !== null && lag > 0 && (
        <span className="flow-lag" title={`${formatCount(lag)} records wait for ${reader ?? to}`}>
          {formatShort(lag)} <span className="flow-word">waiting</span>
        </span>
      )}
      {errors > 0 && <span className="flow-errors">{formatShort(errors)} failed</span>}
    </li>
  );
}

function toneOf({ errors, lag, perSecond }: FlowEdge): 'bad' | 'warn' | undefined {
  if (errors > 0) return 'bad';
  return (lag ?? 0) > 0 && (perSecond ?? 0) === 0 ? 'warn' : undefined;
}
