import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { classArchive, type JavaProgram } from './class-archive.ts';
import { installJars } from './maven.ts';
import { freePort } from './ports.ts';
import type { Step } from './progress.ts';
import { ServerProcess } from './server-process.ts';

const s3proxyVersion = '3.0.0';
const readyTimeoutMs = 180_000;
const stopTimeoutMs = 10_000;
const probeTimeoutMs = 2_000;

export const s3Account = {
  accessKeyId: 'demo',
  secretAccessKey: 'demo-secret',
  bucket: 'payments-archive',
} as const;

export interface S3Options {
  readonly port: number;
  readonly dataFolder: string;
  readonly logFolder: string;
}

/** S3Proxy on a folder of files, not started yet, with the bucket made. */
export async function prepareS3(options: S3Options, step: Step): Promise<ServerProcess> {
  const jars = await installJars(`s3proxy-${s3proxyVersion}`, [`org.gaul:s3proxy:${s3proxyVersion}`], step);
  step.update('starting');
  const classes = await classArchive(`s3proxy-${s3proxyVersion}-classes`, async (folder, recording) => {
    const place = { port: await freePort(), dataFolder: folder, logFolder: folder };
    const server = await prepareServer(place, { jars, classes: recording });
    await server.start();
    await server.stop();
  });
  return prepareServer(options, { jars, classes });
}

async function prepareServer(options: S3Options, { jars, classes }: JavaProgram): Promise<ServerProcess> {
  const endpoint = `http://127.0.0.1:${options.port}`;
  const objects = join(options.dataFolder, 'objects');
  // In this store a bucket is a folder.
  await mkdir(join(objects, s3Account.bucket), { recursive: true });
  const settings = join(options.dataFolder, 's3proxy.properties');
  const logging = join(options.dataFolder, 'logback.xml');
  await writeFile(settings, s3Settings(endpoint, objects));
  await writeFile(logging, logSettings);
  return new ServerProcess({
    name: 'S3',
    command: 'java',
    args: [
      '-Xmx256m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      ...classes,
      `-Dlogback.configurationFile=${logging}`,
      '-cp',
      `${jars}/*`,
      'org.gaul.s3proxy.Main',
      '--properties',
      settings,
    ],
    logFile: join(options.logFolder, 's3.log'),
    isReady: () => answers(endpoint),
    readyTimeoutMs,
    stopTimeoutMs,
  });
}

function s3Settings(endpoint: string, objects: string): string {
  return `s3proxy.endpoint=${endpoint}
s3proxy.authorization=aws-v2-or-v4
s3proxy.identity=${s3Account.accessKeyId}
s3proxy.credential=${s3Account.secretAccessKey}
s3proxy.ignore-unknown-headers=true
jclouds.provider=filesystem-nio2
jclouds.filesystem.basedir=${objects}
`;
}

const logSettings = `<configuration>
  <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d %-5level %msg%n</pattern></encoder>
  </appender>
  <root level="info"><appender-ref ref="console"/></root>
</configuration>
`;

/** Any answer will do: without credentials it is a refusal. */
async function answers(endpoint: string): Promise<boolean> {
  return fetch(endpoint, { signal: AbortSignal.timeout(probeTimeoutMs) }).then(
    () => true,
    () => false,
  );
}
