import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { closeAnsweredConnections, closeUnusedConnections } from './unused-connections.ts';

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

  it('does not wait for a client that keeps its connection after its last answer', async () => {
    const fastify = Fastify({ forceCloseConnections: 'idle', return503OnClosing: false });
    closeAnsweredConnections(fastify);
    const asked = Promise.withResolvers<void>();
    const answerable = Promise.withResolvers<void>();
    fastify.get('/', async () => {
      asked.resolve();
      await answerable.promise;
      return 'tea';
    });
    await fastify.listen({ port: 0, host: '127.0.0.1' });
    const agent = new Agent({ keepAlive: true });
    const { port } = fastify.server.address() as AddressInfo;
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      get({ port, host: '127.0.0.1', agent }, resolve).on('error', reject);
    });
    await asked.promise;
    const begun = performance.now();
    const closed = fastify.close();
    while (fastify.server.listening) await new Promise((resolve) => setImmediate(resolve));
    answerable.resolve();
    const { statusCode, headers } = (await answer).resume();
    expect([statusCode, headers.connection]).toEqual([200, 'close']);
    await closed;
    expect(performance.now() - begun).toBeLessThan(2_000);
    agent.destroy();
  });
});
