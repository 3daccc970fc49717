/**
 * A failure that the person at the terminal can act on: its message names the cause and the way out, and it is
 * printed without a stack trace.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** Runs a command's main function: a {@link Failure} is printed as it is, anything else with its stack. */
export async function runCommand(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.stderr.write(`${describe(error)}\n`);
    process.exitCode = 1;
  }
}

function describe(error: unknown): string {
  if (error instanceof Failure) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
