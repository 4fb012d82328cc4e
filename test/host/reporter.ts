import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/** What a mocha run came to; written as JSON to the file that TIERWISE_TEST_REPORT names. */
export interface TestReport {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** What failed: the whole title, the first line of why, and of a property what it failed with. */
  readonly failures: readonly string[];
}

/** Mocha's usual report, which also says what was tried again and leaves its counts in a file. */
export class Reporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    runner.on(Mocha.Runner.constants.EVENT_TEST_RETRY, (test: Mocha.Test, error: Error) => {
      Mocha.reporters.Base.consoleLog('    tried again: %s: %s', test.title, error.message);
    });
    const file = process.env['TIERWISE_TEST_REPORT'];
    if (file === undefined) return;
    const told: string[] = [];
    runner.on(Mocha.Runner.constants.EVENT_TEST_FAIL, (test: Mocha.Test, error: Error) => {
      const [why = '', ...rest] = error.message.split('\n');
      const tried = rest.filter((line) => /^(?:Counterexample|\{ seed): ?/.test(line));
      told.push(`${test.titlePath().join(' ')}: ${[why, ...tried].join(' ')}`);
    });
    runner.once(Mocha.Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      const report: TestReport = {
        passed: passes,
        failed: failures,
        skipped: pending,
        failures: told,
      };
      writeFileSync(file, JSON.stringify(report));
    });
  }
}

// Mocha loads a reporter by its path and takes the default export.
export { Reporter as default };
