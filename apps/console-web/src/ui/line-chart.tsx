import 'uplot/dist/uPlot.min.css';
import './line-chart.css';
import { Suspense } from 'react';
import { later } from './later.ts';

const LinePlot = later(() => import('./line-plot.tsx'), 'LinePlot');

export interface ChartPoint {
  readonly atMs: number;
  readonly value: number;
}

export interface LineChartProps {
  /** What it shows, in a sentence with the newest value: a screen reader has nothing else. */
  readonly label: string;
  readonly points: readonly ChartPoint[];
  readonly height: number;
  readonly format?: (value: number) => string;
}

/** One value over time. It follows the theme and the width it is given. */
export function LineChart(props: LineChartProps) {
  const { label, height } = props;
  const place = <div className="line-chart" role="img" aria-label={label} style={{ height }} />;
  return (
    <Suspense fallback={place}>
      <LinePlot {...props} />
    </Suspense>
  );
}
