import { expect, it } from 'vitest';
import { wayOut } from './compose.ts';

it.each([
  [127, '', /no docker on the PATH.*npm run demo/],
  [1, 'Bind for 127.0.0.1:9092 failed: port is already allocated', /another port in \.env/],
  [1, 'listen tcp4 127.0.0.1:3306: bind: address already in use', /another port in \.env/],
  [1, 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock.', /start it/],
  [1, 'dependency failed to start: container payments-mysql-1 is unhealthy', /docker compose logs/],
])('exit code %i, "%s": the message says what to do', (exitCode, said, way) => {
  expect(wayOut('docker compose up', exitCode, said)).toMatch(way);
  expect(wayOut('docker compose up', exitCode, said)).toContain(said);
});
