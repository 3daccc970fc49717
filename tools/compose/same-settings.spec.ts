import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { serviceEnvironment, topology } from '../platform/topology.ts';
import { nodeSettings } from '../stack/kafka.ts';
import { serverOptions } from '../stack/mysql.ts';
import { s3Account } from '../stack/s3.ts';

const read = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const compose = read('compose.yml');
const regions = read('docker/regions.yml');
const place = { dataFolder: '/data', logFolder: '/logs' };

/** What differs between processes of one machine and containers: addresses and folders. */
const ofThePlace =
  /^(node\.id|broker\.rack|listeners|advertised\.listeners|controller\.(listener|quorum)\..*|log\.dirs)=/;

/** And for MySQL the memory: containers have 3 GB in all. */
const mysqlsPlace = /^--(datadir|port|bind-address|socket|pid-file|user|innodb-buffer-pool-size)=/;

function kafkaLines(brokers: number): string[] {
  const nodes = Array.from({ length: brokers }, () => ({ port: 1, controllerPort: 2 }));
  return nodeSettings({ nodes, ...place }, 0, '/data')
    .split('\n')
    .filter((line) => line !== '' && !ofThePlace.test(line));
}

/** As the image takes a property: `min.insync.replicas=1` is `KAFKA_MIN_INSYNC_REPLICAS: 1`. */
function inYaml(property: string): string {
  const [name = '', value = ''] = property.split('=');
  const text = ['true', 'false'].includes(value) ? `'${value}'` : value;
  return `KAFKA_${name.toUpperCase().replaceAll('.', '_')}: ${text}\n`;
}

describe('compose.yml', () => {
  it.each(kafkaLines(1))('has a broker with %s, as the stack without Docker', (line) => {
    expect(compose).toContain(inYaml(line));
  });

  it.each(kafkaLines(3).filter((line) => !kafkaLines(1).includes(line)))(
    'has with docker/regions.yml three brokers with %s',
    (line) => {
      expect(regions).toContain(inYaml(line));
    },
  );

  it.each(
    serverOptions({ port: 3306, ...place }, '/data', '/socket').filter((option) => !mysqlsPlace.test(option)),
  )('has MySQL with %s', (option) => {
    expect(compose).toContain(`      - ${option}\n`);
  });

  it.each(topology)('tells $name what it is told without Docker', (service) => {
    const addresses = {
      kafka: { brokers: ['kafka:19092'] },
      mysql: { host: 'mysql', port: 3306, user: 'root', password: 'payments-demo' },
      s3: { endpoint: 'http://s3:9000', ...s3Account },
    };
    const urls = Object.fromEntries(topology.map(({ name, port }) => [name, `http://${name}:${port}`]));
    const [, block = ''] = new RegExp(`\\n  ${service.name}:\\n((?: {4}.*\\n)+)`).exec(compose) ?? [];
    const told = serviceEnvironment(service, service.port, { addresses, urls } as never);
    for (const [name, value] of Object.entries(told))
      expect(block).toMatch(new RegExp(`\\n      ${name}: (\\$\\{\\w+:-)?${escaped(value)}\\}?\\n`));
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[*.]/g, '\\$&');
}
