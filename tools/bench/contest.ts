import { type Figure, median, type Peer } from './figure.ts';

/** What one run has measured: numbers by name. */
export type Run = Readonly<Record<string, number>>;

export interface Contestant {
  readonly name: string;
  /** Starts what it needs, measures, and stops it again. */
  run(): Promise<Run>;
}

export interface ContestOptions {
  readonly rounds: number;
  /** Told who is about to run. */
  readonly onRun?: (text: string) => void;
}

/**
 * Lets ours and its peers run in turn, round after round, in the other order every second time: whatever makes the machine
 * slower for a while meets all of them, and none always has the broker that another one has warmed up.
 *
 * @example
 * const result = await contest([ours, debezium], { rounds: 3 });
 * result.figure('rate', { name: 'relay', unit: 'rows/s', detail: '' });
 */
export async function contest(
  contestants: readonly Contestant[],
  { rounds, onRun = () => undefined }: ContestOptions,
): Promise<ContestResult> {
  const runs = new Map<Contestant, Run[]>(contestants.map((contestant) => [contestant, []]));
  for (let round = 1; round <= rounds; round += 1) {
    const order = round % 2 === 1 ? contestants : contestants.toReversed();
    for (const contestant of order) {
      onRun(`round ${round} of ${rounds}: ${contestant.name}`);
      runs.get(contestant)?.push(await contestant.run());
    }
  }
  return new ContestResult(contestants.map((contestant) => [contestant.name, runs.get(contestant) ?? []]));
}

type About = Omit<Figure, 'value' | 'rounds' | 'peers'> & {
  /** The ratios that are to be reached, by the name of the peer. */
  readonly ratios?: Readonly<Record<string, number>>;
};

type NamedRuns = readonly [name: string, runs: readonly Run[]];

/** What all have run, ours first. */
export class ContestResult {
  readonly #runs: readonly NamedRuns[];

  constructor(runs: readonly NamedRuns[]) {
    this.#runs = runs;
  }

  /** The rounds of ours under a name. */
  rounds(measured: string): number[] {
    return roundsOf(this.#runs[0]?.[1] ?? [], measured);
  }

  /** Of the numbers under one name; peers that did not measure it are left out. */
  figure(measured: string, { ratios = {}, ...about }: About): Figure {
    const ours = this.rounds(measured);
    const peers = this.#runs.slice(1).flatMap(([name, runs]): Peer[] => {
      const theirs = roundsOf(runs, measured);
      if (theirs.length === 0) return [];
      const target = ratios[name];
      return [
        {
          name,
          value: median(theirs),
          rounds: theirs,
          ratio: median(ours.map((value, round) => value / (theirs[round] ?? Number.NaN))),
          ...(target !== undefined && { target }),
        },
      ];
    });
    return { ...about, value: median(ours), rounds: ours, ...(peers.length > 0 && { peers }) };
  }
}

function roundsOf(runs: readonly Run[], measured: string): number[] {
  return runs.flatMap((run) => run[measured] ?? []);
}
