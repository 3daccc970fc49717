import { applyDecorators, type ArgumentsHost, Catch, type ExceptionFilter, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import type { ConsumedContract, ConsumedEvent, Received } from './consumed-contract.ts';

/** What a decorated method tells the transport about itself. */
export interface HandlerExtras {
  readonly kafkaHandler: 'event' | 'batch';
  readonly contracts: readonly ConsumedContract[];
}

type Handles<Input> = (input: Input) => Promise<void> | void;
type HandlerDecorator<Input> = <Method extends Handles<Input>>(
  target: object,
  name: string | symbol,
  descriptor: TypedPropertyDescriptor<Method>,
) => void;

/**
 * Hands a method every event of one type, one at a time and in the order of its partition. It has to be idempotent: after a crash
 * an event may come again. What it throws is tried again, except a `PermanentError`: that makes a dead letter at once.
 *
 * @example
 * @Controller()
 * export class LimitExceededConsumer {
 *   @EventHandler(limitExceeded)
 *   async notify({ event }: Received<EventOf<typeof limitExceeded>>): Promise<void> {}
 * }
 */
export function EventHandler<Event>(contract: ConsumedContract<Event>): HandlerDecorator<Received<Event>> {
  return decorator('event', [contract]);
}

/**
 * Hands a method events of several types of one topic, as many at a time as wait, in the order of their partition. A batch that
 * fails is tried again as a whole, then event by event, so that only the one at fault becomes a dead letter.
 *
 * @example
 * @EventBatchHandler(paymentApproved, paymentRejected)
 * async apply(batch: readonly Received<EventOf<typeof paymentApproved | typeof paymentRejected>>[]): Promise<void> {}
 */
export function EventBatchHandler<Contracts extends readonly ConsumedContract[]>(
  ...contracts: Contracts
): HandlerDecorator<readonly Received<ConsumedEvent<Contracts[number]>>[]> {
  return decorator('batch', contracts);
}

function decorator<Input>(
  kafkaHandler: HandlerExtras['kafkaHandler'],
  contracts: readonly ConsumedContract[],
): HandlerDecorator<Input> {
  const pattern = contracts.map(({ topic, type }) => `${topic.name}/${type}`).join(',');
  const extras: HandlerExtras = { kafkaHandler, contracts };
  return applyDecorators(EventPattern(pattern, extras) as MethodDecorator, UseFilters(KeepError));
}

/** Nest turns what a handler throws into "Internal server error"; the transport has to see what it was. */
@Catch()
class KeepError implements ExceptionFilter {
  catch(exception: unknown, _host: ArgumentsHost): never {
    throw exception;
  }
}
