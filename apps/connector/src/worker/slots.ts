import { partitionFor } from '@payments/kafka';

/** The slot a connector belongs to: whoever has it works out its tasks. */
export function slotOfConnector(name: string, slots: number): number {
  return partitionFor(name, slots);
}

/** The slot of a task. Those of one connector follow each other, and neighbouring slots belong to different workers. */
export function slotOfTask(name: string, task: number, slots: number): number {
  return (slotOfConnector(name, slots) + 1 + task) % slots;
}
