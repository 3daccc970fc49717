import { parseArgs } from 'node:util';
import { Failure, runCommand } from '../stack/failure.ts';
import { terminalProgress } from '../stack/progress.ts';
import { portFrom } from '../stack/ports.ts';
import { s3Account } from '../stack/s3.ts';
import { audit, type AuditOptions } from './audit.ts';
import { describeVerdict } from './report.ts';

const usage = `npm run audit -- [--wait SECONDS] [--journal FILE] [--limit N]

Recounts payments, decisions, notifications and the archive from outside, and says whether they agree: exit 0 if they do, 1 if not.
  --wait     how long to wait for work under way to be done (30); 0 counts what there is
  --journal  what a client was acknowledged: the file that npm run load -- --journal FILE has written
  --limit    approved payments a user may have in a day; without it, each decision says with which limit it was made
Where: KAFKA_BROKERS (or KAFKA_PORT), MYSQL_HOST, MYSQL_PORT, AUDITOR_USER, AUDITOR_PASSWORD,
  S3_ENDPOINT (or S3_PORT).
`;

await runCommand(async () => {
  const options = readOptions();
  if (options === 'help') {
    process.stdout.write(usage);
    return 0;
  }
  const step = terminalProgress().step('audit');
  try {
    const verdict = await audit({ ...options, onProgress: (text) => step.update(text) });
    step.done(`recounted ${verdict.total.stored.toLocaleString('en')} payments`);
    process.stdout.write(describeVerdict(verdict));
    return verdict.good ? 0 : 1;
  } catch (error) {
    step.fail();
    throw error;
  }
});

function readOptions(): 'help' | AuditOptions {
  try {
    const { values } = parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        wait: { type: 'string' },
        journal: { type: 'string' },
        limit: { type: 'string' },
      },
    });
    if (values.help) return 'help';
    return {
      ...audited(process.env),
      ...(values.wait !== undefined && { waitSeconds: wholeNumber('--wait', values.wait) }),
      ...(values.journal !== undefined && { journal: values.journal }),
      ...(values.limit !== undefined && { limitPerDay: wholeNumber('--limit', values.limit) }),
    };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(`${(error as Error).message}\n\n${usage}`, { cause: error });
  }
}

function audited(environment: NodeJS.ProcessEnv): Pick<AuditOptions, 'kafka' | 'mysql' | 's3'> {
  const brokers = environment['KAFKA_BROKERS'] ?? `127.0.0.1:${portFrom(environment, 'KAFKA_PORT', 9092)}`;
  const { AUDITOR_USER: user, AUDITOR_PASSWORD: password, S3_ENDPOINT: endpoint } = environment;
  return {
    kafka: { brokers: brokers.split(',') },
    mysql: {
      host: environment['MYSQL_HOST'] ?? '127.0.0.1',
      port: portFrom(environment, 'MYSQL_PORT', 3306),
      ...(user !== undefined && { user }),
      ...(password !== undefined && { password }),
    },
    s3: {
      ...s3Account,
      endpoint: endpoint ?? `http://127.0.0.1:${portFrom(environment, 'S3_PORT', 9000)}`,
    },
  };
}

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw new TypeError(`${option} takes a whole number, not "${text}".`);
  return value;
}
