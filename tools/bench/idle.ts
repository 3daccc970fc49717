import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type Figure, figureOf } from './figure.ts';
import type { Ground } from './ground.ts';

/** What a start leaves behind is over by then: files compiled, groups joined. */
const settleMs = 10_000;
const idleMs = 30_000;
/** Of Linux, on every machine that Node runs on. */
const ticksPerSecond = 100;
const bytesPerMiB = 1024 * 1024;
const percent = 100;

interface Watched {
  readonly name: string;
  readonly isService: boolean;
  readonly pid: number;
}

/** Processor and memory of everything while nobody asks for anything. */
export async function measureIdle(ground: Ground): Promise<Figure[]> {
  const watched = processes(ground);
  await pause(settleMs);
  const shares = watched.map((): number[] => []);
  for (let round = 1; round <= ground.rounds; round += 1) {
    ground.say(`round ${round} of ${ground.rounds}: nothing to do for ${idleMs / 1_000} s`);
    const [before, beganAt] = [watched.map(cpuSeconds), performance.now()];
    await pause(idleMs);
    const seconds = (performance.now() - beganAt) / 1_000;
    watched.forEach((each, index) =>
      shares[index]?.push(((cpuSeconds(each) - (before[index] ?? 0)) / seconds) * percent),
    );
  }
  const memory = watched.map(memoryMiB);
  const ofServices = (numbers: (index: number) => number): number =>
    watched.reduce((sum, { isService }, index) => (isService ? sum + numbers(index) : sum), 0);
  const together = Array.from({ length: ground.rounds }, (_, round) =>
    ofServices((index) => shares[index]?.[round] ?? 0),
  );
  return [
    figureOf(together, {
      name: 'idle, all services',
      unit: '% of a core',
      target: 3,
      lowerIsBetter: true,
      detail: `${Math.round(ofServices((index) => memory[index] ?? 0)).toLocaleString('en')} MiB of memory`,
    }),
    ...watched.map(({ name }, index) =>
      figureOf(shares[index] ?? [], {
        name: `idle, ${name}`,
        unit: '% of a core',
        lowerIsBetter: true,
        detail: `${Math.round(memory[index] ?? 0).toLocaleString('en')} MiB of memory`,
      }),
    ),
  ];
}

/** Seconds from starting a service to its readiness, each alone while the others run. */
export async function measureStarts({ platform, rounds, say }: Ground): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const service of platform.services) {
    const seconds: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      say(`round ${round} of ${rounds}: ${service.name}`);
      await service.stop();
      const startedAt = performance.now();
      await service.start();
      seconds.push((performance.now() - startedAt) / 1_000);
    }
    figures.push(
      figureOf(seconds, {
        name: `start-up, ${service.name}`,
        unit: 's',
        lowerIsBetter: true,
        detail: 'until it says that it is ready, asked every 0.1 s',
      }),
    );
  }
  return figures;
}

function processes({ platform }: Ground): Watched[] {
  const services = platform.services.flatMap(({ name, pids }) => ({ name, isService: true, pid: pids[0] }));
  const servers = platform.stack.servers.map(({ name, pid }) => ({ name, isService: false, pid }));
  return [...services, ...servers].map(({ name, isService, pid }) => {
    if (pid === undefined) throw new Error(`${name} does not run.`);
    return { name, isService, pid };
  });
}

function cpuSeconds({ pid }: Watched): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The program's name, in brackets, may have spaces; user and system time are the 12th and 13th field after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function memoryMiB({ pid }: Watched): number {
  const kib = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return (Number(kib) * 1024) / bytesPerMiB;
}
