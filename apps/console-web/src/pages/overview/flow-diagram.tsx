import './flow.css';
import type { Flow } from '@payments/console-api';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { FlowEdgeLabel, FlowEdgePath } from './flow-edge.tsx';
import { edgePath, layoutFlow } from './flow-layout.ts';
import { FlowNodeCard } from './flow-node.tsx';

/** The platform as it works: who hands what to whom, how fast, and what waits. */
export function FlowDiagram({ flow }: { readonly flow: Flow }) {
  const place = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    setWidth(element.clientWidth);
    const size = new ResizeObserver(() => setWidth(element.clientWidth));
    size.observe(element);
    return () => size.disconnect();
  }, []);
  const { boxes, height } = useMemo(() => layoutFlow(width), [width]);
  const edges = flow.edges.map((edge) => ({ edge, path: edgePath(boxes[edge.from], boxes[edge.to]) }));
  return (
    <div ref={place} className="flow" style={{ height: width === 0 ? 420 : height }}>
      {width > 0 && (
        <>
          <svg width={width} height={height} aria-hidden>
            <defs>
              <marker
                id="flow-arrow"
                viewBox="0 0 8 8"
                refX="7"
                refY="4"
                markerWidth="7"
                markerHeight="7"
                orient="auto"
              >
                <path d="M0,0.6 L7,4 L0,7.4 z" className="flow-arrow" />
              </marker>
            </defs>
            {edges.map(({ edge, path }) => (
              <FlowEdgePath key={edge.id} edge={edge} path={path} />
            ))}
          </svg>
          <ul aria-label="Services, topics and stores">
            {flow.nodes.map((node) => (
              <FlowNodeCard key={node.id} node={node} box={boxes[node.id]} />
            ))}
          </ul>
          <ul aria-label="What flows between them">
            {edges.map(({ edge, path }) => (
              <FlowEdgeLabel key={edge.id} edge={edge} path={path} />
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
