import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProjectState } from '../../src/strategy/checkCase.ts';
import { CopiedTestRunner } from '../../src/testRun/copiedTestRunner.ts';
import type { NotRun } from '../../src/testRun/notRun.ts';
import { keptBuilds } from './keptBuilds.ts';
import { testCopies } from './testCopies.ts';

const folder = join(import.meta.dirname, '../..');

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
        root,
        temporary: tmpdir(),
        copies: this.#pool,
        isLeftOut,
        unsaved: () => texts,
        ask: () => {
          this.asked += 1;
          return Promise.resolve(this.answer);
        },
        env: process.env,
        node: { command: process.execPath, env: {} },
        supervisorPath: join(folder, 'src/testRun/process/testSupervisor.ts'),
        isolation: async () => undefined,
        network: false,
        cache: async () => keptBuilds(),
        newMark: randomUUID,
        onTrouble: (error) => this.troubles.push(error),
        onNotRun: (why) => this.notRun.unshift(why),
      });
  }

  dispose(): void {
    this.#pool.dispose();
  }
}
