import type { LogLevel } from '@nestjs/common';

/** From everything to nothing, by the names that operators know; `FATAL` is only what ends the process. */
export const logLevels = ['ALL', 'TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL', 'OFF'] as const;
export type NamedLogLevel = (typeof logLevels)[number];

export interface LoggerLevel {
  readonly level: NamedLogLevel;
  /** Milliseconds since the epoch; null: never changed since the start. */
  readonly changedAt: number | null;
}

const names: Record<LogLevel, NamedLogLevel> = {
  verbose: 'TRACE',
  debug: 'DEBUG',
  log: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  fatal: 'FATAL',
};

/** A process has a few dozen loggers; a name made of data would be a mistake, and is not remembered for ever. */
const maxLoggers = 1_000;

/** What each logger of this process writes. A logger without a level of its own has that of the part before the last dot, or the root's. */
export class LogLevels {
  private root: LoggerLevel = { level: 'INFO', changedAt: null };
  private readonly own = new Map<string, LoggerLevel>();
  private readonly seen = new Set<string>();

  /** Whether a message is written; remembers that there is such a logger. */
  allows(logger: string, level: LogLevel): boolean {
    if (logger !== 'root' && this.seen.size < maxLoggers) this.seen.add(logger);
    return rank(names[level]) >= rank(this.effective(logger).level);
  }

  /** Every logger that has said something or was given a level; `root` first. */
  all(): ReadonlyMap<string, LoggerLevel> {
    const loggers = [...new Set([...this.seen, ...this.own.keys()])].toSorted();
    return new Map([['root', this.root], ...loggers.map((name) => [name, this.effective(name)] as const)]);
  }

  /** Undefined: there is no such logger. */
  of(logger: string): LoggerLevel | undefined {
    return this.all().get(logger);
  }

  /** For this logger, whether it has said anything yet or not, and those below it. Returns those that had another level. */
  set(logger: string, level: NamedLogLevel, now: number): readonly string[] {
    const changed = { level, changedAt: now };
    const affected = [...this.all().keys()].filter(
      (name) => logger === 'root' || name === logger || name.startsWith(`${logger}.`),
    );
    if (!affected.includes(logger)) affected.push(logger);
    const different = affected.filter((name) => this.effective(name).level !== level);
    if (logger === 'root') {
      this.root = changed;
      this.own.clear();
    }
    for (const name of affected)
      if (name !== 'root' && (this.own.has(name) || this.own.size < maxLoggers)) this.own.set(name, changed);
    return different.toSorted();
  }

  private effective(logger: string): LoggerLevel {
    for (let name = logger; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
      const level = this.own.get(name);
      if (level !== undefined) return level;
    }
    return this.root;
  }
}

/** The levels of this process. */
export const processLogLevels = new LogLevels();

function rank(level: NamedLogLevel): number {
  return logLevels.indexOf(level);
}
