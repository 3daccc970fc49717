import { PermanentError } from '../permanent-error.ts';
import type { ReceivedRecord } from '../records.ts';
import type { Received } from './consumed-contract.ts';
import type { HandlerRegistry, RegisteredHandler } from './handler-registry.ts';

export interface DecodedEvent {
  readonly record: ReceivedRecord;
  readonly received: Received<unknown>;
  readonly handler: RegisteredHandler;
}

const maxViolations = 5;

/**
 * The event in a record, and who takes it; undefined if it is of a type that this service knowingly leaves to others.
 *
 * @throws PermanentError if it is no event, none of this topic, or not as its contract says
 */
export function decodeEvent(record: ReceivedRecord, registry: HandlerRegistry): DecodedEvent | undefined {
  const event = parse(record);
  const type = typeOf(event);
  const known = registry.find(record.topic, type);
  if (known === undefined)
    throw new PermanentError(`No event of the type ${JSON.stringify(type)} is known in ${record.topic}.`);
  const { contract, handler } = known;
  if (handler === undefined) return undefined;
  if (!contract.check(event)) {
    const violations = contract
      .violations(event)
      .slice(0, maxViolations)
      .map(({ pointer, detail }) => `${pointer === '' ? '/' : pointer} ${detail}`);
    throw new PermanentError(`The value is no ${type}: ${violations.join('; ')}.`);
  }
  const { topic, partition, offset, headers, timestampMs } = record;
  return { record, handler, received: { event, topic, partition, offset, headers, timestampMs } };
}

function parse({ value }: ReceivedRecord): unknown {
  if (value === null) throw new PermanentError('The record has no value.');
  try {
    return JSON.parse(value.toString()) as unknown;
  } catch (cause) {
    throw new PermanentError('The value is not JSON.', { cause });
  }
}

function typeOf(event: unknown): string {
  const type = typeof event === 'object' && event !== null ? (event as { type?: unknown }).type : undefined;
  if (typeof type !== 'string') throw new PermanentError('The value is no event: it has no type.');
  return type;
}
