import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { runProgram } from './command.ts';
import { installJars } from './maven.ts';
import { freePort } from './ports.ts';
import { silentProgress } from './progress.ts';

const program = fileURLToPath(new URL('./main.ts', import.meta.url));
const notAFolder = fileURLToPath(import.meta.url);

/** Each with nothing in the cache, on a machine that lacks something. */
describe('what a user is told when the stack cannot start', () => {
  let folder = '';
  let onlyJava = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'way-out-'));
    onlyJava = join(folder, 'only-java');
    await mkdir(onlyJava);
    const { tail } = await runProgram('sh', ['-c', 'command -v java']);
    await symlink(tail.trim(), join(onlyJava, 'java'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function start(environment: NodeJS.ProcessEnv): Promise<string> {
    const { exitCode, tail } = await runProgram(process.execPath, ['--no-warnings', program], {
      env: {
        ...process.env,
        PAYMENTS_CACHE: join(folder, 'cache'),
        PAYMENTS_DATA: join(folder, 'data'),
        KAFKA_PORT: String(await freePort()),
        MYSQL_PORT: String(await freePort()),
        S3_PORT: String(await freePort()),
        ...environment,
      },
    });
    expect(exitCode).toBe(1);
    expect(tail).not.toMatch(/^ {4}at /m);
    return tail;
  }

  it('names Java, and how to get it', async () => {
    expect(await start({ PATH: '/nowhere' })).toMatch(/no java on the PATH.*openjdk-17-jre-headless.*Docker/);
  });

  it('names Maven or MySQL, whichever is found missing first', async () => {
    const said = await start({ PATH: onlyJava });
    expect(said).toMatch(
      /no mvn on the PATH.*apt install maven|MySQL 8\.4 or newer is needed.*brew install mysql/,
    );
  });

  it('names the network, when Maven has none', async () => {
    vi.stubEnv('PAYMENTS_CACHE', join(folder, 'cache'));
    const repository = join(folder, 'repository');
    vi.stubEnv(
      'MAVEN_OPTS',
      `-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=9 -Dmaven.repo.local=${repository}`,
    );
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    await expect(installJars('teapot', ['org.example:teapot:1.0'], silentProgress.step(''))).rejects.toThrow(
      /^Maven could not download org\.example:teapot:1\.0\. Is there a network\?\n\[ERROR\].*$/,
    );
  });

  it('names the variable that moves the cache, when it cannot be written', async () => {
    const said = await start({ PAYMENTS_CACHE: notAFolder });
    expect(said).toMatch(/Cannot write to .*Set PAYMENTS_CACHE to a folder you may write to\./);
  });

  it('names the variable that moves the data, when it cannot be written', async () => {
    const said = await start({ PAYMENTS_DATA: notAFolder });
    expect(said).toMatch(/Cannot write to .*Set PAYMENTS_DATA to a folder you may write to\./);
  });

  it('names the variable of a port that is no port', async () => {
    expect(await start({ KAFKA_PORT: 'kafka' })).toContain('KAFKA_PORT is kafka, which is no port');
  });
});
