import { startVitest, parseCLI } from 'vitest/node';
import { runCommand } from '../stack/failure.ts';
import { TotalsReporter } from './totals-reporter.ts';

/** Runs Vitest with the arguments as they are and ends with the totals, alone on the last line. */
await runCommand(async () => {
  const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)], {
    allowUnknownOptions: false,
  });
  const totals = new TotalsReporter();
  const given = options.reporters ?? options.reporter ?? [];
  const reporters = [given].flat();
  const vitest = await startVitest('test', filter, {
    ...options,
    run: true,
    watch: false,
    reporters: [...(reporters.length > 0 ? reporters : ['default']), totals] as never,
  });
  await vitest.close();
  process.stdout.write(`${totals.line()}\n`);
  return totals.isGood() && !process.exitCode ? 0 : 1;
});
