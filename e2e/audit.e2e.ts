import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { topics } from '@payments/contracts';
import { EventProducer, type ReceivedRecord } from '@payments/kafka';
import { eventually, unique } from '@payments/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rule } from '../tools/audit/finding.ts';
import { Journey } from './support/journey.ts';

let journey: Journey;
let producer: EventProducer;
beforeAll(async () => {
  journey = await Journey.start();
  producer = new EventProducer(journey.kafka);
  await producer.connect();
});
afterAll(async () => {
  await producer?.disconnect();
  await journey?.end();
});

const auditProgram = fileURLToPath(new URL('../tools/audit/main.ts', import.meta.url));

/** The command as a person calls it, with the auditor's own account. */
async function auditCommand(...args: string[]): Promise<{ exitCode: number; output: string }> {
  const { kafka, mysql } = journey.platform.stack.addresses;
  const env = {
    ...process.env,
    KAFKA_BROKERS: kafka.brokers.join(','),
    MYSQL_HOST: mysql.host,
    MYSQL_PORT: String(mysql.port),
  };
  const child = spawn(process.execPath, [auditProgram, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [exitCode] = (await once(child, 'close')) as [number];
  return { exitCode, output };
}

async function brokenRules(): Promise<Rule[]> {
  const { findings } = await journey.audit(1);
  return findings.map(({ rule }) => rule);
}

/** The records of a topic that belong to a user, as they would have to be written to stand there once more. */
async function recordsOf(topic: string, userId: string): Promise<ReceivedRecord[]> {
  return (await journey.records(topic)).filter(({ key }) => key?.toString() === userId);
}

async function idOfPayment(condition: string): Promise<string> {
  const [row] = await journey.query<{ id: string }>(
    `SELECT BIN_TO_UUID(id) AS id FROM payments.payments WHERE ${condition} ORDER BY id LIMIT 1`,
  );
  return row?.id ?? '';
}

it('finds the books of an honest platform in balance, and exits with 0', async () => {
  await journey.send({ rate: 0, payments: 600, users: 30 });
  const { good, total, findings } = await journey.audit();
  expect(findings).toEqual([]);
  expect(good).toBe(true);
  expect(total).toMatchObject({ acknowledged: 600, stored: 600, decided: 600, approved: 300, notified: 300 });

  const { exitCode, output } = await auditCommand();
  expect(output).toContain('✓ Verdict: good. 600 payments');
  expect(exitCode).toBe(0);
});

it('does not mind poison that became a dead letter, and says that it was there', async () => {
  const [key, value] = [unique('poison'), 'not JSON'];
  const spoiled = [topics.paymentsRequested, topics.paymentsDecided];
  await producer.send(spoiled.map(({ name }) => ({ topic: name, key, value })));
  await eventually(
    async () => {
      const { findings, notes } = await journey.audit();
      expect(findings).toEqual([]);
      expect(notes).toEqual(['2 records in the topics are no events of theirs.']);
      return true;
    },
    { what: 'the poison among the dead letters' },
  );
});

describe('finds what is spoiled on a real platform:', () => {
  const userId = unique('spoiled');
  beforeAll(async () => {
    await journey.send({ rate: 0, payments: 40, users: 1, userName: () => userId, connections: 4 });
    const { good } = await journey.audit();
    if (!good) throw new Error('The platform is not sound before it is spoiled.');
  });

  it('a payment that vanished from MySQL', async () => {
    const id = await idOfPayment(`user_id = '${userId}' AND status = 'approved'`);
    await journey.query('DELETE FROM payments.payments WHERE id = UUID_TO_BIN(?)', [id]);
    const { findings } = await journey.audit(1);
    expect(findings).toEqual([
      { rule: 'acknowledgedIsStored', count: 1, examples: [id] },
      { rule: 'requestedIsStored', count: 1, examples: [id] },
    ]);
  });

  it('a status that is not the decision', async () => {
    const id = await idOfPayment(`user_id = '${userId}' AND status = 'rejected'`);
    await journey.query("UPDATE payments.payments SET status = 'approved' WHERE id = UUID_TO_BIN(?)", [id]);
    expect(await brokenRules()).toContain('statusIsDecision');
  });

  it('a notification that vanished', async () => {
    await journey.query('DELETE FROM notifications.notifications WHERE user_id = ? LIMIT 1', [userId]);
    expect(await brokenRules()).toContain('exceededIsNotified');
  });

  it('an event that stands in its topic twice', async () => {
    for (const topic of [topics.paymentsRequested.name, topics.limitsExceeded.name]) {
      const [record] = await recordsOf(topic, userId);
      if (record === undefined) throw new Error(`${topic} has no record of ${userId}.`);
      await producer.send([{ topic, key: record.key, value: record.value }]);
    }
    const doubled: Rule[] = ['requestedOnce', 'rejectedIsExceeded'];
    await eventually(
      async () => {
        expect(await brokenRules()).toEqual(expect.arrayContaining(doubled));
        return true;
      },
      { what: 'both doubled events in the findings' },
    );
  });

  it('and the command names all of it and exits with 1', async () => {
    const { exitCode, output } = await auditCommand('--wait', '1');
    expect(output).toContain(
      '✗ Not so: payments.requested has no payment that is not in MySQL (1 exception)',
    );
    expect(output).toContain('✗ Verdict: the books do not balance');
    expect(exitCode).toBe(1);
  });
});

it('leaves out what topics may have forgotten already, and says so', async () => {
  const configEntries = [{ name: 'retention.ms', value: String(60 * 60 * 1_000) }];
  await journey.kafka.withAdmin((admin) =>
    admin.alterConfigs({
      validateOnly: false,
      // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- 2 is a topic; only libs/kafka has kafkajs's names
      resources: [{ type: 2, name: topics.limitsExceeded.name, configEntries }],
    }),
  );
  const { good, total, notes } = await journey.audit(1);
  expect(notes[0]).toMatch(/^639 payments are older than what the topics keep, and are left out/);
  expect(total.stored).toBe(0);
  expect(good).toBe(true);
});

it('says what to do where no platform runs', async () => {
  const { mysql } = journey.platform.stack;
  await mysql.server.stop();
  const { exitCode, output } = await auditCommand();
  expect(output).toMatch(/No MySQL answers at .*npm start/);
  expect(exitCode).toBe(1);
});
