import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Syntax } from '../../../src/syntax/syntax.ts';
import type { Diagnostics, TaskTools, TestRunner } from '../../../src/tasks/task.ts';
import { CopiedTestRunner } from '../../../src/testRun/copiedTestRunner.ts';
import type { CopyPool } from '../../../src/testRun/copy/copyPool.ts';
import { systemIsolation } from '../../../src/testRun/isolation/systemIsolation.ts';
import { TypeChecker } from '../../../src/typeCheck/typeChecker.ts';
import { keptBuilds } from '../../support/keptBuilds.ts';
import { testCopies } from '../../support/testCopies.ts';
import { startSyntax } from '../../unit/syntax/samples.ts';
import { projectOf } from '../../unit/tasks/taskBench.ts';
import type { Installed } from './packages/installed.ts';

const folder = fileURLToPath(new URL('../../..', import.meta.url));
const LIBRARY = dirname(fileURLToPath(import.meta.resolve('typescript-classic')));

/** All tools of tasks, of which none is left out. */
export type ProofTools = TaskTools & Required<Pick<TaskTools, 'testRunner' | 'clock'>>;

/** What the product runs proofs with, for real packages. */
export class Bench {
  readonly syntax: Syntax = startSyntax();
  /** What went wrong outside the tests. */
  readonly troubles: unknown[] = [];
  readonly #isolation = systemIsolation(process.env, tmpdir());
  readonly #pool: CopyPool = testCopies(tmpdir(), this.troubles);
  readonly #tools = new Map<string, ProofTools>();

  /** The tools for a package, the same each time. */
  toolsFor(project: Installed): ProofTools {
    const known = this.#tools.get(project.root);
    if (known !== undefined) return known;
    const tools: ProofTools = {
      syntax: this.syntax,
      files: projectOf(project.texts),
      diagnostics: javascriptIn(project.root),
      testRunner: this.#runnerOf(project),
      clock: {
        ticks: () => performance.now(),
        wait: (ms, signal) => setTimeout(ms, undefined, { signal }),
      },
    };
    this.#tools.set(project.root, tools);
    return tools;
  }

  async dispose(): Promise<void> {
    this.#pool.dispose();
    await this.syntax.dispose();
  }

  #runnerOf({ root, env }: Installed): TestRunner {
    return new CopiedTestRunner({
      root,
      temporary: tmpdir(),
      copies: this.#pool,
      isLeftOut: () => false,
      unsaved: () => ({}),
      ask: () => Promise.resolve(true),
      env,
      node: { command: process.execPath, env: {} },
      supervisorPath: join(folder, 'src/testRun/process/testSupervisor.ts'),
      isolation: this.#isolation,
      network: false,
      cache: () => Promise.resolve(keptBuilds()),
      newMark: randomUUID,
      onTrouble: (error) => this.troubles.push(error),
    });
  }
}

/** What TypeScript becomes, as the product has it; its errors are measured elsewhere. */
function javascriptIn(root: string): Diagnostics {
  const checker = new TypeChecker(root, LIBRARY);
  const neverSend = { groups: [], roots: [] };
  return {
    errorsIn: () => Promise.resolve(undefined),
    javascriptOf: (path, _language, text) =>
      Promise.resolve(
        checker.javascriptOf({ root, path: join(root, path), text, unsaved: {}, neverSend }),
      ),
  };
}
