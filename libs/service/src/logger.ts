import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { processLogLevels } from './log-levels.ts';
import { SettingsError } from './settings.ts';

/** What Nest says of its own start-up; a route per line tells nobody anything. */
const quietContexts = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
]);

/** JSON lines for machines, coloured lines for a person at a terminal; what is written, the process's log levels decide. */
export class ServiceLogger extends ConsoleLogger {
  constructor(service: string) {
    const terminal = process.stdout.isTTY;
    super({
      prefix: service,
      json: !terminal,
      colors: terminal,
      logLevels: ['verbose', 'debug', 'log', 'warn', 'error', 'fatal'],
    });
  }

  override log(message: unknown, ...context: unknown[]): void {
    const last = context.at(-1);
    if (typeof last === 'string' && quietContexts.has(last)) return;
    if (allows('log', context)) super.log(message, ...context);
  }

  override verbose(message: unknown, ...context: unknown[]): void {
    if (allows('verbose', context)) super.verbose(message, ...context);
  }

  override debug(message: unknown, ...context: unknown[]): void {
    if (allows('debug', context)) super.debug(message, ...context);
  }

  override warn(message: unknown, ...context: unknown[]): void {
    if (allows('warn', context)) super.warn(message, ...context);
  }

  /** Why settings cannot be used is said once, at the end of the start, and the stack helps nobody to correct them. */
  override error(message: unknown, ...context: unknown[]): void {
    if (message instanceof SettingsError && context.at(-1) === 'ExceptionHandler') return;
    if (allows('error', context)) super.error(message, ...context);
  }

  override fatal(message: unknown, ...context: unknown[]): void {
    if (allows('fatal', context)) super.fatal(message, ...context);
  }
}

/** Nest gives the logger's name as the last of what comes after the message. */
function allows(level: LogLevel, context: readonly unknown[]): boolean {
  const name = context.at(-1);
  return processLogLevels.allows(typeof name === 'string' && !name.includes('\n') ? name : 'root', level);
}
