import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CopiedTestRunner } from '../../src/testRun/copiedTestRunner.ts';
import { projectOf } from '../unit/tasks/taskBench.ts';
import { patientClock } from './patientClock.ts';
import { plainRunner } from './plainRunner.ts';
import { testCopies } from './testCopies.ts';

const MOCHA = join(import.meta.dirname, '../../node_modules/mocha');

/** Projects on this disk, and the real runner for each, without isolation. */
export class RealRunners {
  /** What went wrong outside the tests. */
  readonly troubles: unknown[] = [];
  /** What the user says when asked, and the texts that they were asked about since the last project. */
  answer = true;
  asked: string[] = [];
  readonly #roots: string[] = [];
  readonly #pool = testCopies(tmpdir(), this.troubles);

  /**
   * A runner for a project of these files, with Mocha where it is wanted, or with the packages of another folder. All of
   * this project's would be linked anew for every copy, hundreds that no test uses.
   */
  runnerOf(
    files: Readonly<Record<string, string>>,
    hasMocha = false,
    packages?: string,
  ): CopiedTestRunner {
    const root = mkdtempSync(join(tmpdir(), 'tw-real-'));
    this.#roots.push(root);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    if (packages !== undefined) symlinkSync(packages, join(root, 'node_modules'));
    else if (hasMocha) {
      mkdirSync(join(root, 'node_modules'));
      symlinkSync(MOCHA, join(root, 'node_modules', 'mocha'), 'junction');
    }
    this.asked = [];
    return new CopiedTestRunner({
      ...plainRunner(this.troubles),
      root,
      copies: this.#pool,
      isLeftOut: () => false,
      unsaved: () => ({}),
      ask: ({ text }) => {
        this.asked.push(text);
        return Promise.resolve(this.answer);
      },
    });
  }

  /** The tools for a project that needs no packages, the parser aside. */
  toolsOf(files: Readonly<Record<string, string>>) {
    const testRunner = this.runnerOf(files);
    return { files: projectOf(files), testRunner, clock: patientClock };
  }

  /** Removes the projects; the copies of those that were run live on until `dispose`. */
  remove(): void {
    this.answer = true;
    for (const root of this.#roots.splice(0)) rmSync(root, { recursive: true });
  }

  dispose(): void {
    this.#pool.dispose();
  }
}

/** Whether a program is here and does that. */
export function runs([name, ...args]: readonly [string, ...string[]]): boolean {
  try {
    execFileSync(name, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
