import { expect, it } from 'vitest';
import { formatRelayPosition, parseRelayPosition, type RelayPosition } from './relay-position.ts';

const positions: RelayPosition[] = [
  { state: 'streaming', position: { file: 'binlog.000042', offset: 4_711 } },
  { state: 'streaming', position: { file: 'binlog.000042', offset: 4_711, gtidSet: '', rows: 3 } },
  { state: 'rebuilding', everything: true },
  { state: 'rebuilding', everything: false },
];

it.each(positions)(
  'a position of the relay is the same after it was written and read: $state',
  (position) => {
    expect(parseRelayPosition(formatRelayPosition(position))).toEqual(position);
  },
);

it('a position of the relay fits beside an offset, however many servers its GTID set names', () => {
  const uuid = '31b8a3bc-e69b-11f1-8f49-02fc00000001';
  const gtidSet = Array.from({ length: 200 }, (_, index) => `${uuid}:${index * 2 + 1}`).join(',');
  const text = formatRelayPosition({ state: 'streaming', position: { file: 'b.1', offset: 4, gtidSet } });
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096);
  expect(parseRelayPosition(text)).toEqual({ state: 'streaming', position: { file: 'b.1', offset: 4 } });
});

it.each(['', 'null', '[]', '12', '{"file":1}', 'binlog.000001:4'])(
  '%s is no position of the relay',
  (text) => {
    expect(parseRelayPosition(text)).toBeUndefined();
  },
);
