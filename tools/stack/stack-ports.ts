import { freePort, portFrom, requireFreePort } from './ports.ts';

/** The ports a person may set; further brokers take those that follow Kafka's. */
export interface ConfiguredPorts {
  readonly kafka: number;
  readonly zookeeper: number;
  readonly mysql: number;
  readonly s3: number;
}

/** A port that must be free too before anything is started. */
export interface OtherPort {
  readonly port: number;
  readonly usedBy: string;
  readonly variable: string;
}

/** A port for each server. */
export interface StackPorts {
  readonly kafka: readonly { readonly port: number; readonly controllerPort: number }[];
  /** Undefined: Kafka keeps its metadata itself. */
  readonly zookeeper: number | undefined;
  readonly mysql: number;
  readonly s3: number;
}

interface Choice {
  /** Undefined: any that are free. */
  readonly ports?: ConfiguredPorts;
  readonly otherPorts?: readonly OtherPort[];
  readonly zookeeper?: boolean;
}

/** @throws Failure if a port is taken, with the variable that changes it */
export async function choosePorts(options: Choice, brokers: number): Promise<StackPorts> {
  const { ports, otherPorts = [], zookeeper: onZookeeper = false } = options;
  const indexes = Array.from({ length: brokers }, (_, index) => index);
  const kafka = await Promise.all(
    indexes.map(async (index) => ({
      port: ports === undefined ? await freePort() : ports.kafka + index,
      controllerPort: await freePort(),
    })),
  );
  for (const { port, usedBy, variable } of otherPorts) await requireFreePort(port, usedBy, variable);
  if (ports === undefined) {
    const zookeeper = onZookeeper ? await freePort() : undefined;
    return { kafka, zookeeper, mysql: await freePort(), s3: await freePort() };
  }
  for (const { port } of kafka) await requireFreePort(port, 'Kafka', 'KAFKA_PORT');
  if (onZookeeper) await requireFreePort(ports.zookeeper, 'ZooKeeper', 'ZOOKEEPER_PORT');
  await requireFreePort(ports.mysql, 'MySQL', 'MYSQL_PORT');
  await requireFreePort(ports.s3, 'S3', 'S3_PORT');
  return { ...ports, kafka, zookeeper: onZookeeper ? ports.zookeeper : undefined };
}

/** Ports from the environment, or the usual ones. */
export function configuredPorts(environment: NodeJS.ProcessEnv = process.env): ConfiguredPorts {
  return {
    kafka: portFrom(environment, 'KAFKA_PORT', 9092),
    zookeeper: portFrom(environment, 'ZOOKEEPER_PORT', 2181),
    mysql: portFrom(environment, 'MYSQL_PORT', 3306),
    s3: portFrom(environment, 'S3_PORT', 9000),
  };
}
