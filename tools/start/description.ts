import type { RunningPlatform } from '../platform/running-platform.ts';

/** Where everything is, for the person at the terminal. */
export function describePlatform(
  { stack, services, service }: RunningPlatform,
  end = 'Ctrl-C stops it; the data is kept.',
): string {
  const { mysql, s3 } = stack.addresses;
  const rows: [string, string][] = [
    ...services.map(({ name, url }): [string, string] => [name, url]),
    ['API documentation', `${service('payments-api').url}/docs`],
    ['Kafka', stack.addresses.kafka.brokers.join(', ')],
    ['MySQL', `${mysql.host}:${mysql.port} (user ${mysql.user}, password ${mysql.password})`],
    ['S3', `${s3.endpoint} (key ${s3.accessKeyId}, secret ${s3.secretAccessKey})`],
    ['logs', stack.logFolder],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, where]) => `  ${name.padEnd(width)}  ${where}`);
  return `\nThe platform is ready.\n${lines.join('\n')}\n${end}\n`;
}
