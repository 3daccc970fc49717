import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { formatShort } from '../format/numbers.ts';
import type { LineChartProps } from './line-chart.tsx';

const msPerSecond = 1_000;

export function LinePlot({ label, points, height, format = formatShort }: LineChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const draw = (): void => {
      const data = chart.current?.data ?? [[], []];
      chart.current?.destroy();
      chart.current = new uPlot(chartOptions(element, height, format), data, element);
    };
    draw();
    const size = new ResizeObserver(() => chart.current?.setSize({ width: element.clientWidth, height }));
    size.observe(element);
    const theme = new MutationObserver(draw);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', draw);
    return () => {
      size.disconnect();
      theme.disconnect();
      system.removeEventListener('change', draw);
      chart.current?.destroy();
      chart.current = null;
    };
  }, [height, format]);
  useEffect(() => {
    chart.current?.setData([points.map(({ atMs }) => atMs / msPerSecond), points.map(({ value }) => value)]);
  }, [points]);
  return <div ref={place} className="line-chart" role="img" aria-label={label} style={{ height }} />;
}

function chartOptions(
  element: HTMLElement,
  height: number,
  format: (value: number) => string,
): uPlot.Options {
  const colour = colourReader(element);
  const axis = {
    stroke: colour('--faint'),
    font: '11px "Inter Variable", sans-serif',
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: { y: false, points: { size: 7 } },
    padding: [10, 6, 0, 0],
    scales: { y: { range: (_, __, max) => [0, Math.max(max * 1.1, 5)] } },
    axes: [
      { ...axis, grid: { show: false }, space: 90, values: (_, times) => times.map(clockOf) },
      { ...axis, size: 46, space: 32, values: (_, values) => values.map(format) },
    ],
    series: [
      {},
      {
        stroke: colour('--accent'),
        width: 2,
        fill: colour('--accent-soft'),
        points: { show: false },
      },
    ],
  };
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

function clockOf(seconds: number): string {
  return clock.format(seconds * msPerSecond);
}

/** A canvas takes no custom properties: they are read as the colours they have at the moment. */
function colourReader(element: HTMLElement): (property: string) => string {
  const probe = document.createElement('span');
  return (property) => {
    element.append(probe);
    probe.style.color = `var(${property})`;
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  };
}
