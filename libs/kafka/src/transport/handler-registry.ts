import type { ConsumedContract, Received } from './consumed-contract.ts';

/** A method that takes events, as the transport calls it: always with a batch, of one event if it takes no more. */
export interface RegisteredHandler {
  /** For messages: the contracts it handles. */
  readonly name: string;
  readonly kind: 'event' | 'batch';
  readonly contracts: readonly ConsumedContract[];
  handle(batch: readonly Received<unknown>[]): Promise<void>;
}

export interface KnownType {
  readonly contract: ConsumedContract;
  /** Undefined if the type is known, and not for this service. */
  readonly handler: RegisteredHandler | undefined;
}

/** Which handler takes which type of event, by topic. */
export class HandlerRegistry {
  private readonly byTopic = new Map<string, Map<string, KnownType>>();
  private readonly handlers: readonly RegisteredHandler[];

  /**
   * @param catalogue every contract there is: a type that is in it and has no handler is passed over, any other is a dead letter
   * @throws Error if two handlers take the same type, one takes types of several topics, or none takes any
   */
  constructor(handlers: readonly RegisteredHandler[], catalogue: readonly ConsumedContract[]) {
    this.handlers = handlers;
    if (handlers.length === 0)
      throw new Error('There is no handler: decorate a method of a controller with @EventHandler.');
    for (const handler of handlers)
      for (const contract of handler.contracts) this.register(contract, handler);
    for (const contract of catalogue) {
      const types = this.byTopic.get(contract.topic.name);
      if (types !== undefined && !types.has(contract.type))
        types.set(contract.type, { contract, handler: undefined });
    }
  }

  /** What is subscribed to: exactly the topics that have a handler. */
  get topics(): readonly string[] {
    return [...this.byTopic.keys()];
  }

  /** For the log at start: which handler takes what. */
  get description(): string {
    return this.handlers.map(({ name }) => name).join('; ');
  }

  find(topic: string, type: string): KnownType | undefined {
    return this.byTopic.get(topic)?.get(type);
  }

  private register(contract: ConsumedContract, handler: RegisteredHandler): void {
    const { type, topic } = contract;
    const types = this.byTopic.get(topic.name) ?? new Map<string, KnownType>();
    const other = types.get(type)?.handler;
    if (other !== undefined)
      throw new Error(
        `Two handlers take ${type} of ${topic.name} (${other.name}; ${handler.name}). If one failed, both would run again: make it one.`,
      );
    types.set(type, { contract, handler });
    this.byTopic.set(topic.name, types);
  }
}
