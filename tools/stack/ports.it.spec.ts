import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

const portTaker = fileURLToPath(new URL('./fixtures/port-taker.ts', import.meta.url));
/** By chance alone, several of so many would be given twice. */
const each = 500;

it('gives processes that run at the same time no port twice', async () => {
  const first = await takePorts();
  const second = await takePorts();
  expect(new Set([...first, ...second]).size).toBe(2 * each);
});

async function takePorts(): Promise<number[]> {
  const taker = fork(portTaker, [String(each)]);
  onTestFinished(() => void taker.kill());
  const [ports] = (await once(taker, 'message')) as [number[]];
  return ports;
}
