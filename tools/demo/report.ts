import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { setTimeout as pause } from 'node:timers/promises';
import { Failure } from '../stack/failure.ts';
import type { Stage } from './stage.ts';

const pollMs = 200;
const timeoutMs = 60_000;

interface Line extends RowDataPacket {
  readonly decision: string;
  readonly payments: number;
  readonly rupees: string;
}

/** Decided payments, which are events in a topic, are rows again: a connector writes them into a reporting table. */
export async function report({ narrator, platform, userName, acknowledged }: Stage): Promise<void> {
  narrator.chapter('Decisions become rows of a report');
  narrator.say(`The connector writes each decision from the topic payments.decided into a table of MySQL:`);
  narrator.say('');
  const user = `%${userName('')}`;
  const connection = await createConnection(platform.stack.addresses.mysql);
  try {
    const lines = await reportOf(() => linesOf(connection, user), acknowledged.length);
    for (const { decision, payments, rupees } of lines)
      narrator.say(
        `  ${decision.padEnd(18)} ${payments.toLocaleString('en').padStart(7)} payments  ₹${rupees}`,
      );
  } finally {
    await connection.end();
  }
  narrator.look([
    'connectors/decisions-report.json',
    `curl -s ${platform.service('connector').url}/connectors/decisions-report/status`,
    'SELECT decision, COUNT(*) FROM reporting.decided_payments GROUP BY decision',
  ]);
}

type Connection = Awaited<ReturnType<typeof createConnection>>;

async function linesOf(connection: Connection, user: string): Promise<readonly Line[]> {
  const [lines] = await connection.query<Line[]>(
    `SELECT decision, COUNT(*) AS payments, FORMAT(SUM(amount) / 100, 2) AS rupees
     FROM reporting.decided_payments WHERE userId LIKE ? GROUP BY decision ORDER BY decision`,
    [user],
  );
  return lines;
}

/** The lines once they count as many payments as were acknowledged. */
async function reportOf(read: () => Promise<readonly Line[]>, expected: number): Promise<readonly Line[]> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const lines = await read();
    const found = lines.reduce((sum, { payments }) => sum + payments, 0);
    if (found >= expected) return lines;
    if (performance.now() > deadline)
      throw new Failure(`The report has ${found} of ${expected} payments after ${timeoutMs / 1_000} s.`);
    await pause(pollMs);
  }
}
