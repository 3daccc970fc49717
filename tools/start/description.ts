import type { Platform } from '../platform/platform.ts';

/** Where everything is, for the person at the terminal. */
export function describePlatform({ stack, services, service }: Platform): string {
  const rows: [string, string][] = [
    ...services.map(({ name, url }): [string, string] => [name, url]),
    ['API documentation', `${service('payments-api').url}/docs`],
    ['Kafka', stack.kafka.brokers.join(', ')],
    [
      'MySQL',
      `${stack.mysql.host}:${stack.mysql.port} (user ${stack.mysql.user}, password ${stack.mysql.password})`,
    ],
    ['S3', `${stack.s3.endpoint} (key ${stack.s3.accessKeyId}, secret ${stack.s3.secretAccessKey})`],
    ['logs', stack.logFolder],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, where]) => `  ${name.padEnd(width)}  ${where}`);
  return `\nThe platform is ready.\n${lines.join('\n')}\nCtrl-C stops it; the data is kept.\n`;
}
