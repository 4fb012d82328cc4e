import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CopiedTestRunner } from '../../../../src/testRun/copiedTestRunner.ts';
import { keptBuilds } from '../../../support/keptBuilds.ts';
import { testCopies } from '../../../support/testCopies.ts';
import { projectOf } from '../taskBench.ts';

const folder = join(import.meta.dirname, '../../../..');

/** Projects on this disk whose tests can be run, without isolation. */
export class RunningProjects {
  /** What went wrong outside the tests. */
  readonly troubles: unknown[] = [];
  /** What the user says when asked, and how often they were. */
  answer = true;
  asked = 0;
  readonly #roots: string[] = [];
  readonly #pool = testCopies(tmpdir(), this.troubles);

  /** The tools for one project, the parser aside. */
  tools(files: Readonly<Record<string, string>>) {
    const root = mkdtempSync(join(tmpdir(), 'tw-running-'));
    this.#roots.push(root);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    this.asked = 0;
    const testRunner = new CopiedTestRunner({
      root,
      temporary: tmpdir(),
      copies: this.#pool,
      isLeftOut: () => false,
      unsaved: () => ({}),
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
    });
    const clock = {
      ticks: () => performance.now(),
      wait: (ms: number, signal: AbortSignal) => setTimeout(ms, undefined, { signal }),
    };
    return { files: projectOf(files), testRunner, clock };
  }

  /** Takes the projects away. */
  clear(): void {
    this.answer = true;
    for (const root of this.#roots.splice(0)) rmSync(root, { recursive: true });
  }

  dispose(): void {
    this.#pool.dispose();
  }
}
