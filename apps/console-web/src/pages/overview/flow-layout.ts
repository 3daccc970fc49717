import type { FlowNodeId } from '@payments/console-api';

/** Where the middle of a node is, and how large it is; CSS pixels. */
export interface NodeBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FlowLayout {
  readonly height: number;
  readonly boxes: Readonly<Record<FlowNodeId, NodeBox>>;
}

type Grid = Readonly<Record<FlowNodeId, readonly [column: number, row: number]>>;

const wideGrid: Grid = {
  'payments-api': [0, 0],
  mysql: [0, 1],
  'payments.requested': [1, 0],
  'limit-check': [2, 0],
  'payments.decided': [3, 0],
  'limits.exceeded': [3, 1],
  notifications: [4, 1],
  connector: [1, 2],
  'connect-topics': [2.5, 2],
  s3: [4, 2],
};

const tallGrid: Grid = {
  'payments-api': [0, 0],
  mysql: [1, 0],
  'payments.requested': [0, 1],
  connector: [1, 1],
  'limit-check': [0, 2],
  'connect-topics': [1, 2],
  'payments.decided': [0, 3],
  s3: [1, 3],
  'limits.exceeded': [0, 4],
  notifications: [1, 4],
};

const narrowest = 720;

/** Places the nodes in the width there is: five columns, or two one under the other. */
export function layoutFlow(width: number): FlowLayout {
  const isWide = width >= narrowest;
  const [grid, columns, rows] = isWide ? [wideGrid, 5, 3] : [tallGrid, 2, 5];
  const node = { width: Math.min(178, width / columns - (isWide ? 58 : 24)), height: 58 };
  const [rowStep, top] = isWide ? [124, 84] : [116, 40];
  const [left, right] = [node.width / 2 + (isWide ? 1 : 14), width - node.width / 2 - (isWide ? 1 : 2)];
  const place = ([column, row]: readonly [number, number]): NodeBox => ({
    x: left + ((right - left) * column) / (columns - 1),
    y: top + row * rowStep,
    ...node,
  });
  const boxes = Object.fromEntries(Object.entries(grid).map(([id, cell]) => [id, place(cell)]));
  return { height: top + (rows - 1) * rowStep + 44, boxes: boxes as FlowLayout['boxes'] };
}

export interface EdgePath {
  /** Of an SVG path. */
  readonly d: string;
  readonly label: { readonly x: number; readonly y: number };
}

const bend = 34;

/** The way between two nodes: straight on along a row or column, a curve between them, an arc back around others. */
export function edgePath(from: NodeBox, to: NodeBox): EdgePath {
  const [right, down] = [to.x - from.x, to.y - from.y];
  if (Math.abs(down) < 1 && right < 0) return arcAbove(from, to);
  if (Math.abs(right) < 1 && Math.abs(down) > from.height * 3) return arcBeside(from, to);
  if (Math.abs(right) < 1) return straightDown(from, to, Math.sign(down));
  return curve(from, to, Math.sign(right));
}

function arcAbove(from: NodeBox, to: NodeBox): EdgePath {
  const [y, top] = [from.y - from.height / 2, from.y - from.height / 2 - 44];
  const d = `M${from.x},${y} C${from.x},${top} ${from.x},${top} ${from.x - bend},${top} L${to.x + bend},${top} C${to.x},${top} ${to.x},${top} ${to.x},${y}`;
  return { d, label: { x: (from.x + to.x) / 2, y: top } };
}

function arcBeside(from: NodeBox, to: NodeBox): EdgePath {
  const x = from.x - from.width / 2;
  const out = x - 13;
  const towards = Math.sign(to.y - from.y) * 12;
  const d = `M${x},${from.y} C${out},${from.y} ${out},${from.y} ${out},${from.y + towards} L${out},${to.y - towards} C${out},${to.y} ${out},${to.y} ${x},${to.y}`;
  return { d, label: { x: out + 34, y: Math.min(from.y, to.y) + 58 } };
}

function straightDown(from: NodeBox, to: NodeBox, sign: number): EdgePath {
  const [start, end] = [from.y + (sign * from.height) / 2, to.y - (sign * to.height) / 2];
  return { d: `M${from.x},${start} L${to.x},${end}`, label: { x: from.x, y: (start + end) / 2 } };
}

function curve(from: NodeBox, to: NodeBox, sign: number): EdgePath {
  const [start, end] = [from.x + (sign * from.width) / 2, to.x - (sign * to.width) / 2];
  const middle = (start + end) / 2;
  return {
    d: `M${start},${from.y} C${middle},${from.y} ${middle},${to.y} ${end},${to.y}`,
    label: { x: middle, y: (from.y + to.y) / 2 },
  };
}
