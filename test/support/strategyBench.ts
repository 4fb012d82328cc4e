import { tmpdir } from 'node:os';
import type { ProjectState } from '../../src/strategy/checkCase.ts';
import { CopiedTestRunner } from '../../src/testRun/copiedTestRunner.ts';
import type { NotRun } from '../../src/testRun/notRun.ts';
import { plainRunner } from './plainRunner.ts';
import { testCopies } from './testCopies.ts';

/** Real runners for projects in the states of their history, without isolation. */
export class StrategyBench {
  readonly troubles: unknown[] = [];
  /** Why tests were not run, the last first. */
  readonly notRun: NotRun[] = [];
  /** What the user says. */
  answer = true;
  asked = 0;
  readonly #pool = testCopies(tmpdir(), this.troubles);

  /** Gives what runs tests in a folder. */
  runnerIn(root: string): (project: ProjectState) => CopiedTestRunner {
    return ({ texts, isLeftOut }) =>
      new CopiedTestRunner({
        ...plainRunner(this.troubles),
        root,
        copies: this.#pool,
        isLeftOut,
        unsaved: () => texts,
        ask: () => {
          this.asked += 1;
          return Promise.resolve(this.answer);
        },
        onNotRun: (why) => this.notRun.unshift(why),
      });
  }

  dispose(): void {
    this.#pool.dispose();
  }
}
