import type { ReceivedRecord } from '../records.ts';

/** What the transport has to know of an event's contract; `EventContract` of libs/contracts is one. */
export interface ConsumedContract<Event = unknown> {
  readonly type: string;
  readonly topic: { readonly name: string };
  check(value: unknown): value is Event;
  violations(value: unknown): readonly { readonly pointer: string; readonly detail: string }[];
}

/** The event a contract describes. */
export type ConsumedEvent<Contract> = Contract extends ConsumedContract<infer Event> ? Event : never;

/** An event that was read from a topic and checked against its contract. */
export interface Received<Event> extends Omit<ReceivedRecord, 'key' | 'value'> {
  readonly event: Event;
}
