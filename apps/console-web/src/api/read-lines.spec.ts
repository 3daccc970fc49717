import { expect, it } from 'vitest';
import { readLines } from './read-lines.ts';

it('reads a line of JSON at a time, wherever the bytes are cut', async () => {
  const bytes = new TextEncoder().encode('{"a":"₹"}\n\n{"b":2}');
  const body = new ReadableStream({
    start(controller) {
      for (const byte of bytes) controller.enqueue(Uint8Array.of(byte));
      controller.close();
    },
  });
  const lines: unknown[] = [];
  for await (const line of readLines(new Response(body))) lines.push(line);
  expect(lines).toEqual([{ a: '₹' }, { b: 2 }]);
});
