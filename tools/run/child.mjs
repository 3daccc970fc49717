import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/**
 * Starts a program that ends when this one is asked to.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function spawnTied(command, args, options) {
  const child = spawn(command, args, options);
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  const handlers = signals.map((signal) => {
    const handler = () => {
      child.kill(signal);
      child.once('close', () => process.exit(128 + constants.signals[signal]));
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  child.once('close', () => {
    for (const remove of handlers) remove();
  });
  return child;
}
