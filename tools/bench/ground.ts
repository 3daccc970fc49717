import { connectKafka, type KafkaConnection } from '@payments/kafka';
import type { Platform } from '../platform/platform.ts';
import type { ServiceName } from '../platform/topology.ts';
import type { Figure } from './figure.ts';
import { terminal } from './terminal.ts';

/** What is measured together: some figures, and what has to run for them. */
export interface Measurement {
  readonly name: string;
  /** They run when it begins, and no others do. */
  readonly services: readonly ServiceName[];
  measure(ground: Ground): Promise<readonly Figure[]>;
}

/** Where it is measured. */
export interface Ground {
  readonly platform: Platform;
  readonly rounds: number;
  /** Says what is being done. */
  readonly say: (text: string) => void;
}

/** Stops the services that are not wanted, then starts those that are. */
export async function runOnly(platform: Platform, wanted: readonly ServiceName[]): Promise<void> {
  const others = platform.services.filter(({ name }) => !wanted.includes(name));
  await Promise.all(others.map((service) => service.stop()));
  await Promise.all(wanted.map((name) => platform.service(name).start()));
}

/** Kafka's clients speak up only when something is wrong. */
export const errorsOnly = { log: () => undefined, warn: sayError, error: sayError };

export function benchKafka({ platform }: Pick<Ground, 'platform'>): KafkaConnection {
  return connectKafka({ brokers: platform.stack.kafka.brokers, clientId: 'bench', log: errorsOnly });
}

function sayError(message: string): void {
  terminal.writeError(`${message}\n`);
}
