import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { runProgram } from '../stack/command.ts';
import { kafkaVersion } from '../stack/kafka.ts';

/** What a figure belongs to. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly kernel: string;
  readonly measuredAt: string;
  readonly versions: Readonly<Record<string, string>>;
}

const packages = ['@nestjs/core', 'fastify', 'kafkajs', 'mysql2', 'typeorm'] as const;
const bytesPerGiB = 1024 ** 3;

export async function machine(): Promise<Machine> {
  const { tail } = await runProgram('java', ['-version']);
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / bytesPerGiB),
    kernel: release(),
    measuredAt: new Date().toISOString(),
    versions: {
      node: process.versions.node,
      java: /version "([^"]+)"/.exec(tail)?.[1] ?? 'unknown',
      kafka: kafkaVersion,
      ...Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
    },
  };
}

export function describeMachine({ cpu, cores, memoryGiB, kernel, measuredAt, versions }: Machine): string {
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `${cores} cores of ${cpu}, ${memoryGiB} GiB, Linux ${kernel}, ${measuredAt.slice(0, 16)}Z; ${programs.join(', ')}`;
}

function versionOf(name: string): string {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
