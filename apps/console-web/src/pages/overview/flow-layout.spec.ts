import { describe, expect, it } from 'vitest';
import { edgePath, layoutFlow, type NodeBox } from './flow-layout.ts';

describe('the picture of the flow', () => {
  it.each([320, 390, 719, 720, 1_000, 1_480])('keeps the nodes apart and inside of %i pixels', (width) => {
    const { boxes, height } = layoutFlow(width);
    const all = Object.values(boxes);
    for (const box of all) {
      expect(box.x - box.width / 2).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width / 2).toBeLessThanOrEqual(width);
      expect(box.y + box.height / 2).toBeLessThanOrEqual(height);
      expect(all.filter((other) => other !== box && overlaps(box, other))).toEqual([]);
    }
  });

  it('draws straight lines along a row, and goes back above it', () => {
    const [left, right] = [boxAt(100, 50), boxAt(300, 50)];
    expect(edgePath(left, right).label).toEqual({ x: 200, y: 50 });
    expect(edgePath(right, left).label.y).toBeLessThan(left.y - left.height / 2);
  });
});

function boxAt(x: number, y: number): NodeBox {
  return { x, y, width: 80, height: 40 };
}

function overlaps(one: NodeBox, other: NodeBox): boolean {
  const isBeside = Math.abs(one.x - other.x) >= (one.width + other.width) / 2;
  const isAbove = Math.abs(one.y - other.y) >= (one.height + other.height) / 2;
  return !isBeside && !isAbove;
}
