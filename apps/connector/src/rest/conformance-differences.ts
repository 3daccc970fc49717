/** Where this worker answers otherwise than Kafka Connect, on purpose. The guide quotes them. */
export interface Difference {
  readonly name: string;
  readonly connect: string;
  readonly here: string;
  readonly because: string;
  /** Requests of the conformance test that show it, and what is different in each. */
  readonly seenIn: Readonly<Record<string, SeenDifference>>;
}

export interface SeenDifference {
  /** Of Kafka Connect and here. */
  readonly statuses?: readonly [number, number];
  /** Keys that only one of them has. */
  readonly onlyConnect?: readonly string[];
  readonly onlyHere?: readonly string[];
  /** The words of a message, or the values in the body. */
  readonly content?: true;
}

export const differences: readonly Difference[] = [];
