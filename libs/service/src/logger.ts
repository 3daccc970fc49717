import { ConsoleLogger } from '@nestjs/common';
import { SettingsError } from './settings.ts';

/** What Nest says of its own start-up; a route per line tells nobody anything. */
const quietContexts = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** JSON lines for machines, coloured lines for a person at a terminal. */
export class ServiceLogger extends ConsoleLogger {
  constructor(service: string) {
    const terminal = process.stdout.isTTY;
    super({
      prefix: service,
      json: !terminal,
      colors: terminal,
      logLevels: ['log', 'warn', 'error', 'fatal'],
    });
  }

  override log(message: unknown, ...context: unknown[]): void {
    const last = context.at(-1);
    if (typeof last === 'string' && quietContexts.has(last)) return;
    super.log(message, ...context);
  }

  /** Why settings cannot be used is said once, at the end of the start, and the stack helps nobody to correct them. */
  override error(message: unknown, ...context: unknown[]): void {
    if (message instanceof SettingsError && context.at(-1) === 'ExceptionHandler') return;
    super.error(message, ...context);
  }
}
