import { fileURLToPath } from 'node:url';
import { connectKafka } from '@payments/kafka';
import { readSettings, SettingsError } from '@payments/service';
import { Type } from 'typebox';
import { ApiSettings } from '../api-settings.ts';
import { rebuildAlone } from './rebuild.task.ts';
import { relayNames, type RelayOptions } from './relay-options.ts';

/** Relays that wait for a rebuild try again every few seconds; one that is at work never lets go. */
const leaseTimeoutMs = 30_000;

/** What `npm run relay:rebuild` does, with the settings of payments-api. Resolves with the process's exit code. */
export async function rebuildMain(): Promise<number> {
  try {
    print('Comparing the table with the topic…');
    const result = await rebuildAlone(relayOptions(), leaseTimeoutMs);
    if (result === undefined) {
      print('A relay is at work, so nothing is missing. To rebuild nevertheless, stop payments-api first.');
      return 1;
    }
    const { candidates, published, position } = result;
    print(`${candidates} payments wait for their decision.`);
    print(`${published} of them were not in topic ${relayNames.topic}, and are now.`);
    print(`The relay goes on from ${position.file}:${position.offset}.`);
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    print(
      error instanceof SettingsError
        ? message
        : `The rebuild failed: ${message}\nRun it again: it takes up what is left.`,
    );
    return 1;
  }
}

function relayOptions(): RelayOptions {
  const schema = Type.Object({
    KAFKA_BROKERS: Type.String({
      default: '127.0.0.1:9092',
      description: 'host:port, several separated by commas',
    }),
  });
  const brokers = readSettings(schema).KAFKA_BROKERS.split(',');
  const log = { log: () => undefined, warn: print, error: print };
  const kafka = connectKafka({ brokers, clientId: 'relay-rebuild', log });
  return { database: new ApiSettings().mysql, kafka, log, now: Date.now };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await rebuildMain();
