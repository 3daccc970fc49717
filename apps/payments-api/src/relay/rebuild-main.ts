import { fileURLToPath } from 'node:url';
import { connectKafka } from '@payments/kafka';
import { readSettings, SettingsError } from '@payments/service';
import { Type } from 'typebox';
import { ApiSettings } from '../api-settings.ts';
import { takeLease } from './lease.task.ts';
import { Publication } from './publication.task.ts';
import { rebuild } from './rebuild.task.ts';
import { relayNames, type RelayOptions } from './relay-options.ts';

const leaseTimeoutMs = 30_000;

/** What `npm run relay:rebuild` does. Resolves with the code the process is to end with. */
export async function rebuildFromTable(print: (line: string) => void): Promise<number> {
  const options = relayOptions(print);
  const signal = AbortSignal.timeout(leaseTimeoutMs);
  print('Waiting for the running relays to let go…');
  const lease = await takeLease(options.database, { name: relayNames.group, signal }).catch(
    (error: unknown) => {
      if (!signal.aborted) throw error;
    },
  );
  if (lease === undefined) {
    print(
      'A relay is at work, so there is nothing to rebuild. To rebuild nevertheless, stop payments-api first.',
    );
    return 1;
  }
  try {
    const publication = await Publication.open(options);
    try {
      print('Comparing the table with the topic…');
      const result = await rebuild(options, { publication, everything: false, signal: lease.signal });
      const { file, offset } = result.position;
      print(
        `${result.candidates} payments wait for their decision; ${result.published} of them were not in topic ${relayNames.topic}, and are now.`,
      );
      print(`The relay goes on from ${file}:${offset}.`);
      return 0;
    } finally {
      await publication.close();
    }
  } finally {
    await lease.release();
  }
}

function relayOptions(print: (line: string) => void): RelayOptions {
  const { KAFKA_BROKERS } = readSettings(
    Type.Object({
      KAFKA_BROKERS: Type.String({
        default: '127.0.0.1:9092',
        description: 'host:port, several separated by commas',
      }),
    }),
  );
  const log = { log: () => undefined, warn: print, error: print };
  const kafka = connectKafka({
    brokers: KAFKA_BROKERS.split(','),
    clientId: 'relay-rebuild',
    log,
  });
  return { database: new ApiSettings().mysql, kafka, log, now: Date.now };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await rebuildFromTable(print).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    print(
      error instanceof SettingsError
        ? message
        : `The rebuild failed: ${message}. Run it again: it takes up what is left.`,
    );
    return 1;
  });
}
