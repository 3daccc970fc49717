/** A contract, as far as this library has to know it; `EventContract` of libs/contracts is one. */
export interface InputContract<Event> {
  readonly type: string;
  readonly topic: { readonly name: string };
  check(value: unknown): value is Event;
  violations(value: unknown): readonly { readonly pointer: string; readonly detail: string }[];
}

/** An event on its way out; `subject` becomes the record's key. */
export interface OutgoingEvent {
  readonly topic: string;
  readonly event: { readonly subject: string };
}

/** What follows from one event. Without `state` the state stays as it is. */
export interface Outcome<State> {
  readonly state?: State;
  readonly events: readonly OutgoingEvent[];
}

/**
 * Decides what follows from an event, given the state of its key. It must be pure: the same event and state always give the
 * same outcome, and neither is changed. What it throws is taken as final: the event becomes a dead letter.
 */
export type StatefulHandler<Event, State> = (event: Event, state: State | undefined) => Outcome<State>;

export interface ProcessorDefinition<Event, State> {
  /** Consumer group; each process has a transactional id `<group>-<uuid>`. */
  readonly group: string;
  readonly input: InputContract<Event>;
  /** Compacted topic that holds the state, with as many partitions as the input and every output. */
  readonly changelog: { readonly name: string };
  readonly handle: StatefulHandler<Event, State>;
}
