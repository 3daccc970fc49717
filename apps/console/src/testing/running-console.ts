import { startService } from '@payments/service';
import { testStack } from '@payments/testing';
import { consoleService } from '../console-service.ts';
import { ConsoleClient } from './console-client.ts';

export interface RunningConsole {
  readonly url: string;
  readonly client: ConsoleClient;
  stop(): Promise<void>;
}

/** The console as `main.ts` starts it, on a free port; everything it looks at is the test stack's, unless `environment` says otherwise. */
export async function startConsole(environment: Record<string, string> = {}): Promise<RunningConsole> {
  const { kafka, mysql, s3 } = testStack();
  const before = process.env;
  const signals = ['SIGTERM', 'SIGINT'] as const;
  const listeners = new Map(signals.map((signal) => [signal, process.listeners(signal)]));
  process.env = {
    ...before,
    KAFKA_BROKERS: kafka.brokers.join(','),
    MYSQL_HOST: mysql.host,
    MYSQL_PORT: String(mysql.port),
    S3_ENDPOINT: s3.endpoint,
    S3_BUCKET: s3.bucket,
    S3_ACCESS_KEY_ID: s3.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
    ...environment,
  };
  try {
    const app = await startService({ ...consoleService, port: 0 });
    const url = await app.getUrl();
    return { url, client: new ConsoleClient(url), stop: () => app.close() };
  } finally {
    process.env = before;
    // The signals end the test's process, not the service in it.
    for (const [signal, known] of listeners)
      for (const listener of process.listeners(signal))
        if (!known.includes(listener)) process.removeListener(signal, listener);
  }
}
