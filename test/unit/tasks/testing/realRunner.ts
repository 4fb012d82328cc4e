import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestRunner } from '../../../../src/tasks/task.ts';
import { CopiedTestRunner } from '../../../../src/testRun/copiedTestRunner.ts';
import { keptBuilds } from '../../../support/keptBuilds.ts';
import { testCopies } from '../../../support/testCopies.ts';

const folder = join(import.meta.dirname, '../../../..');

/** Projects on disk, and the real runner for each. */
export class RealRunners {
  readonly #roots: string[] = [];
  readonly troubles: unknown[] = [];
  readonly #pool = testCopies(tmpdir(), this.troubles);

  /** A runner for a project of these files, with the packages of this one. */
  runnerOf(files: Readonly<Record<string, string>>): TestRunner {
    const root = mkdtempSync(join(tmpdir(), 'tw-mutants-'));
    this.#roots.push(root);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    symlinkSync(join(folder, 'node_modules'), join(root, 'node_modules'));
    return new CopiedTestRunner({
      root,
      temporary: tmpdir(),
      copies: this.#pool,
      isLeftOut: () => false,
      unsaved: () => ({}),
      ask: () => Promise.resolve(true),
      env: process.env,
      node: { command: process.execPath, env: {} },
      supervisorPath: join(folder, 'src/testRun/process/testSupervisor.ts'),
      isolation: async () => undefined,
      network: false,
      cache: async () => keptBuilds(),
      newMark: randomUUID,
      onTrouble: (error) => this.troubles.push(error),
    });
  }

  /** Removes the projects; the copies of those that were run live on until `dispose`. */
  remove(): void {
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
