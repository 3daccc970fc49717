import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './command.ts';
import { Failure } from './failure.ts';
import { install } from './installation.ts';
import type { Step } from './progress.ts';

/** `group:artifact:version`. */
export type Coordinates = `${string}:${string}:${string}`;
/** `group:artifact:version:tar.gz:classifier`. */
export type Archive = `${string}:${string}:${string}:tar.gz:${string}`;

const oldestJava = 17;
/** Maven says what is wrong first, and where to read on after that. */
const mostErrorLines = 1;
const dependencyPlugin = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1';

/** The folder in the cache that holds the artifacts with all they need: the class path is `<folder>/*`. */
export async function installJars(
  name: string,
  artifacts: readonly Coordinates[],
  step: Step,
): Promise<string> {
  return install(name, async (folder) => {
    await requireMaven();
    step.update('waiting for Maven');
    await oneAtATime(() => download(folder, artifacts, step));
  });
}

/** Maven's own store on this machine does not expect two writers. */
let lastDownload: Promise<unknown> = Promise.resolve();
function oneAtATime(work: () => Promise<void>): Promise<void> {
  const turn = lastDownload.then(work);
  lastDownload = turn.catch(() => undefined);
  return turn;
}

/** The folder in the cache that an archive with all it needs is unpacked into. */
export async function installArchive(name: string, archive: Archive, step: Step): Promise<string> {
  return install(name, async (folder) => {
    await requireMaven();
    // A project of its own, which keeps what Maven notes down out of the folder that it is called from.
    const pom = join(folder, 'pom.xml');
    await writeFile(pom, pomOf([]));
    const args = ['-f', pom, `-Dartifact=${archive}`, `-DoutputDirectory=${folder}`];
    await oneAtATime(() => runMaven(['unpack', ...args], [archive], step));
    await Promise.all([rm(pom), rm(join(folder, 'target'), { recursive: true, force: true })]);
  });
}

async function download(folder: string, artifacts: readonly Coordinates[], step: Step): Promise<void> {
  const pom = join(folder, 'pom.xml');
  await writeFile(pom, pomOf(artifacts));
  await runMaven(['copy-dependencies', '-f', pom, `-DoutputDirectory=${folder}`], artifacts, step);
  await rm(pom);
}

async function runMaven(
  [goal = '', ...args]: readonly string[],
  artifacts: readonly string[],
  step: Step,
): Promise<void> {
  const errors: string[] = [];
  let files = 0;
  step.update('downloading from Maven');
  const { exitCode, tail } = await runProgram('mvn', ['-B', `${dependencyPlugin}:${goal}`, ...args], {
    onLine: (line) => {
      if (errors.length < mostErrorLines && /^\[ERROR\] \S/.test(line)) errors.push(line);
      const file = /Downloaded from \S+ \S+\/(\S+\.(?:jar|gz)) \((.+?) at/.exec(line);
      if (file === null) return;
      files += 1;
      step.update(`downloading from Maven: ${files} files, ${file[1]} (${file[2]})`);
    },
  });
  if (exitCode === 0) return;
  throw new Failure(
    `Maven could not download ${artifacts.join(', ')}. Is there a network?\n${errors.join('\n') || tail}`,
  );
}

/** Throws a {@link Failure} unless a Java of at least version 17 is on the PATH. */
export async function requireJava(): Promise<void> {
  const { exitCode, tail } = await runProgram('java', ['-version']);
  const way = `Install Java ${oldestJava} or newer (Debian, Ubuntu: apt install openjdk-${oldestJava}-jre-headless), or run the platform with Docker.`;
  if (exitCode !== 0) throw new Failure(`Kafka needs Java, and there is no java on the PATH. ${way}`);
  const version = Number(/version "(\d+)/.exec(tail)?.[1] ?? 0);
  if (version < oldestJava)
    throw new Failure(`Kafka needs Java ${oldestJava}; this is Java ${version}. ${way}`);
}

async function requireMaven(): Promise<void> {
  const { exitCode } = await runProgram('mvn', ['-v']);
  if (exitCode === 0) return;
  throw new Failure(
    'Kafka and S3Proxy are downloaded with Maven, and there is no mvn on the PATH. ' +
      'Install it (Debian, Ubuntu: apt install maven), or run the platform with Docker.',
  );
}

function pomOf(artifacts: readonly Coordinates[]): string {
  const dependencies = artifacts.map((artifact) => {
    const [group, name, version] = artifact.split(':');
    return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>class-path</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>${dependencies.join('\n    ')}</dependencies>
</project>
`;
}
