import type { Channel } from './channel.ts';

/** The list and the stream of this service: whatever is stored is in them. */
export class InAppChannel implements Channel {
  readonly name = 'in-app';
}
