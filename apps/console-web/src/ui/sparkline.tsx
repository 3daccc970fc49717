const [width, height] = [96, 24];

/** The shape of a row of numbers; what they say has to be said beside it. */
export function Sparkline({ values }: { readonly values: readonly number[] }) {
  const most = Math.max(...values, 1);
  const step = width / Math.max(values.length - 1, 1);
  const points = values.map((value, index) => `${(index * step).toFixed(1)},${yOf(value, most)}`);
  if (values.length < 2) return null;
  return (
    <svg className="sparkline" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden>
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="1.6"
        strokeLinejoin="round"
      />
    </svg>
  );
}

function yOf(value: number, most: number): string {
  return (height - 2 - (value / most) * (height - 4)).toFixed(1);
}
