import type { TestRun } from '../../tasks/task.ts';

/**
 * Runs that failed in a process of several, where an earlier one may have left behind what failed them.
 * They are believed once other runs of the same tests have shown that the process is sound.
 */
export class Doubts<Run> {
  #open: { readonly run: Run; readonly settle: (isSound: boolean) => void }[] = [];

  get count(): number {
    return this.#open.length;
  }

  get runs(): readonly Run[] {
    return this.#open.map(({ run }) => run);
  }

  /** Resolves to whether the run can be believed, once that is known. */
  of(run: Run): Promise<boolean> {
    return new Promise((settle) => this.#open.push({ run, settle }));
  }

  /** `among`: of which runs that is known; left out: of all. */
  settle(isSound: boolean, among: (run: Run) => boolean = () => true): void {
    const known = this.#open.filter(({ run }) => among(run));
    this.#open = this.#open.filter((one) => !known.includes(one));
    for (const one of known) one.settle(isSound);
  }
}

/** What a run says of each case: two that say the same are not told apart by it. */
export function toldBy(run: TestRun): string {
  const cases = run.type === 'notRun' ? [] : (run.cases ?? []);
  return JSON.stringify([run.type, cases.map(({ name, outcome }) => [name, outcome])]);
}
