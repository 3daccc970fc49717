import { connectKafka } from '@payments/kafka';
import { Readiness } from '@payments/service';
import type { FastifyReply } from 'fastify';
import { expect, it } from 'vitest';
import { ClusterId } from './cluster-id.service.ts';
import { RootController } from './root.controller.ts';

const log = { log: () => undefined, warn: () => undefined, error: () => undefined };

it('is starting until it has once been able to work, and unhealthy when it no longer is', async () => {
  let missing: string | undefined = 'no answer';
  const readiness = new Readiness();
  readiness.add('kafka', () => missing);
  const kafka = connectKafka({ brokers: ['127.0.0.1:1'], clientId: 'test', log });
  const controller = new RootController(new ClusterId(kafka), readiness);
  const health = async (): Promise<readonly unknown[]> => {
    let status = 200;
    const reply = { status: (code: number) => (status = code) } as unknown as FastifyReply;
    const body = await controller.health(reply);
    return [status, body];
  };

  expect(await health()).toEqual([
    503,
    { status: 'starting', message: 'Worker is still starting up: kafka: no answer' },
  ]);
  missing = undefined;
  expect(await health()).toMatchObject([200, { status: 'healthy' }]);
  missing = 'gone';
  expect(await health()).toEqual([
    500,
    { status: 'unhealthy', message: 'Worker may be unable to handle requests: kafka: gone' },
  ]);
});
