import type { StackAddresses } from '@payments/testing';
import type { ServiceName } from './topology.ts';

export interface RunningService {
  readonly name: ServiceName;
  /** Base URL of its first instance. */
  readonly url: string;
  /** Resolves when it is ready. */
  start(): Promise<void>;
  /** Asks it to end in good order, and waits. */
  stop(): Promise<void>;
}

/** A region with a broker of its own, which can be lost. */
export interface Region {
  readonly name: string;
  kill(): Promise<void>;
  /** Resolves when its broker answers. */
  start(): Promise<void>;
}

/** A platform that runs, as processes of this machine or in containers: what is played on it needs no more of it. */
export interface RunningPlatform {
  readonly stack: {
    readonly addresses: StackAddresses;
    /** Where the logs are, for a person. */
    readonly logFolder: string;
  };
  readonly services: readonly RunningService[];
  readonly service: (name: ServiceName) => RunningService;
  /** None if Kafka is one broker. */
  readonly regions?: readonly Region[];
  /** The command that starts one of Kafka's own tools, with the brokers it asks. */
  readonly kafkaTool: (name: KafkaTool) => string;
  stop(): Promise<void>;
}

export type KafkaTool = 'kafka-console-consumer' | 'kafka-consumer-groups';
