import { parseArgs } from 'node:util';
import {
  connectKafka,
  groupsWithDeadLetters,
  type KafkaConnection,
  listDeadLetters,
  replayDeadLetters,
  type ReplaySelection,
} from '@payments/kafka';
import { Failure, runCommand } from '../stack/failure.ts';
import { portFrom } from '../stack/ports.ts';
import { describeDeadLetters } from './describe-dead-letters.ts';

const usage = `npm run dead-letters -- list [--group GROUP] [--limit N]
npm run dead-letters -- replay --group GROUP (--offset N … | --all)

Shows what consumers could not process, and sends it back to where it came from: each dead letter once.
  --group   a consumer group, for example notifications; list shows all of them without it
  --limit   how many to show of each group, the newest (50)
  --offset  the offset of a dead letter, as list shows it; may be given several times
  --all     every dead letter that was not sent back yet
Where: KAFKA_BROKERS (or KAFKA_PORT).
`;

type Command =
  | { readonly name: 'help' }
  | { readonly name: 'list'; readonly group: string | undefined; readonly limit: number }
  | { readonly name: 'replay'; readonly group: string; readonly selection: ReplaySelection };

await runCommand(async () => {
  const command = readCommand();
  if (command.name === 'help') process.stdout.write(usage);
  else await run(command, connect(process.env));
  return 0;
});

async function run(command: Exclude<Command, { name: 'help' }>, connection: KafkaConnection): Promise<void> {
  const groups = await reach(connection);
  if (command.group !== undefined && !groups.includes(command.group))
    throw new Failure(
      `The group ${command.group} has no dead letters. Groups that may have some: ${groups.join(', ')}.`,
    );
  if (command.name === 'list') {
    for (const group of command.group === undefined ? groups : [command.group]) {
      const letters = await listDeadLetters(connection, group);
      process.stdout.write(describeDeadLetters(group, letters, command.limit));
    }
    return;
  }
  const sent = await replayDeadLetters(connection, command.group, command.selection);
  for (const { offset, origin } of sent) process.stdout.write(`${offset} → ${origin.topic}\n`);
  process.stdout.write(`${sent.length} sent back.\n`);
}

async function reach(connection: KafkaConnection): Promise<string[]> {
  try {
    return await groupsWithDeadLetters(connection);
  } catch (cause) {
    const where = connection.brokers.join(', ');
    throw new Failure(
      `Kafka does not answer at ${where}. Is the platform running? (KAFKA_BROKERS says where.)`,
      {
        cause,
      },
    );
  }
}

function connect(environment: NodeJS.ProcessEnv): KafkaConnection {
  const brokers = environment['KAFKA_BROKERS'] ?? `127.0.0.1:${portFrom(environment, 'KAFKA_PORT', 9092)}`;
  const quiet = { log: () => undefined, warn: () => undefined, error: () => undefined };
  return connectKafka({ brokers: brokers.split(','), clientId: 'dead-letters', log: quiet });
}

function readCommand(): Command {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        group: { type: 'string' },
        limit: { type: 'string', default: '50' },
        offset: { type: 'string', multiple: true, default: [] },
        all: { type: 'boolean', default: false },
      },
    });
    const [name, ...rest] = positionals;
    const { group, limit, offset: offsets, all } = values;
    if (values.help) return { name: 'help' };
    if (rest.length > 0) throw new Error(`"${rest.join(' ')}" is too much.`);
    if (name === 'list') return { name, group, limit: wholeNumber('--limit', limit) };
    if (name !== 'replay') throw new Error('Say list or replay.');
    if (group === undefined) throw new Error('Say whose dead letters to send back: --group.');
    if (all === offsets.length > 0)
      throw new Error('Say which dead letters to send back: --offset or --all.');
    for (const offset of offsets) wholeNumber('--offset', offset);
    return { name, group, selection: all ? 'all' : { offsets } };
  } catch (cause) {
    throw new Failure(`${(cause as Error).message}\n\n${usage}`, { cause });
  }
}

function wholeNumber(name: string, value: string): number {
  if (!/^\d+$/.test(value)) throw new Error(`${name} has to be a whole number, not "${value}".`);
  return Number(value);
}
