import { type Figure, formatNumber, type Result } from './figure.ts';

const width = 960;
const barLeft = 330;
const longestBar = 400;
const rowHeight = 22;
const barHeight = 14;
const groupGap = 10;
const headHeight = 58;
const colours = { ours: '#2563eb', peer: '#94a3b8', target: '#dc2626', text: '#1e293b', paper: '#ffffff' };

/**
 * The figures that stand beside a peer or have a target, as an SVG picture: each on a scale of its own, ours above its peers, with a
 * mark where the target is.
 */
export function chart(results: readonly Result[], machine: string): string {
  const figures = results.filter(
    (result): result is Figure =>
      !('error' in result) && (result.target !== undefined || result.peers !== undefined),
  );
  let top = headHeight;
  const groups = figures.map((figure) => {
    const drawn = group(figure, top);
    top += rowHeight * (1 + (figure.peers?.length ?? 0)) + groupGap;
    return drawn;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${top}" viewBox="0 0 ${width} ${top}" font-family="system-ui, sans-serif" font-size="13">
<rect width="100%" height="100%" fill="${colours.paper}"/>
${label(16, 24, 'Measured in one run, ours beside its peers; the red mark is the target', 'font-weight="600"')}
${label(16, 42, machine.length > 130 ? `${machine.slice(0, 130)}…` : machine, 'font-size="10"')}
${groups.join('\n')}
</svg>
`;
}

function group(figure: Figure, top: number): string {
  const { name, value, unit, target, peers = [], lowerIsBetter = false } = figure;
  const largest = Math.max(value, target ?? 0, ...peers.map((peer) => peer.value));
  const scale = (number: number): number => (number / largest) * longestBar;
  const less = lowerIsBetter ? ', less is better' : '';
  const own = bar({
    top,
    name,
    length: scale(value),
    colour: colours.ours,
    said: `${formatNumber(value)} ${unit}${less}`,
  });
  const theirs = peers.map((peer, index) =>
    bar({
      top: top + rowHeight * (index + 1),
      name: peer.name,
      length: scale(peer.value),
      colour: colours.peer,
      said: `${formatNumber(peer.value)} (ours ${peer.ratio.toFixed(2)} ×)`,
    }),
  );
  const mark = target === undefined ? [] : [targetMark(barLeft + scale(target), top)];
  return [own, ...theirs, ...mark].join('\n');
}

interface Bar {
  readonly top: number;
  readonly name: string;
  readonly length: number;
  readonly colour: string;
  readonly said: string;
}

function bar({ top, name, length, colour, said }: Bar): string {
  const textTop = top + barHeight - 2;
  return [
    label(barLeft - 10, textTop, name, 'text-anchor="end"'),
    `<rect x="${barLeft}" y="${top}" width="${Math.max(1, length).toFixed(1)}" height="${barHeight}" fill="${colour}"/>`,
    label(barLeft + Math.max(1, length) + 8, textTop, said),
  ].join('\n');
}

function targetMark(x: number, top: number): string {
  return `<line x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${top - 2}" y2="${top + barHeight + 2}" stroke="${colours.target}" stroke-width="2"/>`;
}

function label(x: number, y: number, text: string, attributes = ''): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<text x="${x.toFixed(1)}" y="${y}" fill="${colours.text}" ${attributes}>${escaped}</text>`;
}
