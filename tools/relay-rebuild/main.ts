import { portFrom } from '../stack/ports.ts';
import { runCommand } from '../stack/failure.ts';

const usage = `npm run relay:rebuild

Publishes the payments that are in the table and not in topic payments.requested, and lets the relay go on from there.
For when the relay says that it does not know where to go on: MySQL has purged the binlog it needed, or Kafka has lost its
position. Payments that are decided are not published again. docs/guides/relay.md says more.
Where: MYSQL_HOST, MYSQL_PORT, MYSQL_USER, MYSQL_PASSWORD, MYSQL_DATABASE, KAFKA_BROKERS (or KAFKA_PORT).
`;

/** What is built runs; its path is made here because a fresh clone, in which this is type-checked, has no build yet. */
const program = new URL('../../apps/payments-api/dist/relay/rebuild-main.js', import.meta.url);

await runCommand(async () => {
  if (process.argv.length > 2) {
    process.stdout.write(usage);
    return process.argv.includes('--help') ? 0 : 1;
  }
  process.env['KAFKA_BROKERS'] ??= `127.0.0.1:${portFrom(process.env, 'KAFKA_PORT', 9092)}`;
  const { rebuildMain } = (await import(program.href)) as { rebuildMain: () => Promise<number> };
  return rebuildMain();
});
