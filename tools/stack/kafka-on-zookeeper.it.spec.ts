import { connectKafka, createTopic, listTopics } from '@payments/kafka';
import { eventually } from '@payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from './command.ts';
import { type Stack, startStack } from './stack.ts';

const startTimeoutMs = 180_000;

describe('a stack with its Kafka on ZooKeeper', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ data: 'temporary', zookeeper: true });
  }, startTimeoutMs);
  afterAll(() => stack?.stop());

  it('has a broker that is registered there, and takes topics', async () => {
    const zookeeper = stack.servers.find(({ name }) => name === 'ZooKeeper');
    expect(zookeeper?.isRunning).toBe(true);
    const kafka = connectKafka({ ...stack.kafka, clientId: 'test', log: noLog });
    expect(await createTopic(kafka, { name: 'chai', partitions: 3 })).toBe(true);
    expect(await listTopics(kafka)).toContain('chai');
    expect(await ask(stack, 'ls /brokers/ids')).toContain('[1]');
    expect(await ask(stack, 'ls /brokers/topics')).toContain('chai');
  });

  it('comes back with its topics when both are killed', { timeout: startTimeoutMs }, async () => {
    await Promise.all(stack.servers.map((server) => server.kill('SIGKILL')));
    for (const server of stack.servers) {
      // ZooKeeper lets a broker in again once its old session is over.
      await eventually(() => server.start().then(() => true), { what: server.name, timeoutMs: 60_000 });
    }
    const kafka = connectKafka({ ...stack.kafka, clientId: 'test', log: noLog });
    // The broker answers before its controller has told it of its topics.
    await eventually(async () => {
      expect(await listTopics(kafka)).toContain('chai');
      return true;
    });
  });
});

/** What ZooKeeper's own shell answers. */
async function ask({ kafka }: Stack, command: string): Promise<string> {
  const { zookeeper = '' } = kafka;
  const shell = ['-cp', `${kafka.jars}/*`, 'org.apache.zookeeper.ZooKeeperMain', '-server', zookeeper];
  const { tail } = await runProgram('java', [...shell, ...command.split(' ')]);
  return tail;
}

const noLog = { log: () => undefined, warn: () => undefined, error: () => undefined };
