const plainIntervalMs = 5_000;

/**
 * One line about work under way: redrawn in place on a terminal, else a plain line every few seconds.
 * @param {string} name
 */
export function status(name) {
  const startedAt = Date.now();
  let saidAt = startedAt;
  const isTerminal = process.stdout.isTTY;
  const width = (process.stdout.columns ?? 80) - 1;
  return {
    /** @param {string} text */
    update(text) {
      if (isTerminal) process.stdout.write(`\r\u001B[2K${`… ${name.padEnd(16)} ${text}`.slice(0, width)}`);
      else if (Date.now() - saidAt > plainIntervalMs) {
        saidAt = Date.now();
        process.stdout.write(`… ${name.padEnd(16)} ${text}\n`);
      }
    },
    /** @param {string} text */
    done(text) {
      process.stdout.write(
        `${isTerminal ? '\r\u001B[2K' : ''}✓ ${name.padEnd(16)} ${text} (${this.seconds()} s)\n`,
      );
    },
    seconds() {
      return ((Date.now() - startedAt) / 1000).toFixed(1);
    },
    /** Leaves the line, so that what follows starts on one of its own. */
    end() {
      if (isTerminal) process.stdout.write('\r\u001B[2K');
    },
  };
}
