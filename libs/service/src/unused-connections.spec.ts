import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { closeUnusedConnections } from './unused-connections.ts';

describe('a server that stops', () => {
  it('does not wait for a connection over which nothing has been asked', async () => {
    const fastify = Fastify({ forceCloseConnections: 'idle' });
    closeUnusedConnections(fastify);
    await fastify.listen({ port: 0, host: '127.0.0.1' });
    const accepted = once(fastify.server, 'connection');
    const unused = connect((fastify.server.address() as AddressInfo).port, '127.0.0.1');
    unused.on('error', () => undefined);
    await accepted;
    const begun = performance.now();
    await fastify.close();
    expect(performance.now() - begun).toBeLessThan(2_000);
    unused.destroy();
  });
});
