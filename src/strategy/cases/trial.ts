import type { CaseResult, TestRun, TestRunner, TestToRun } from '../../tasks/task.ts';
import { caseKeys, steadyCases } from '../../tasks/testing/mutation/steadyCases.ts';
import type { JudgingTest } from '../checkCase.ts';

/** ms for one run of tests on the solution or without it. */
const LIMIT_MS = 30_000;

/** A file with its solution and without. */
export interface Solved {
  readonly path: string;
  readonly solution: string;
  readonly without: string;
}

/** How a test file did. */
export interface Tried {
  readonly judging: JudgingTest;
  /** Names of the cases that pass on the solution and not without it. */
  readonly red: readonly string[];
}

/** Runs a test file on a solution, twice, and without it. */
export async function triedBy(
  { path, solution, without }: Solved,
  test: TestToRun,
  runner: TestRunner,
  signal: AbortSignal,
): Promise<Tried | 'notRun'> {
  const run = (text: string) =>
    runner.run({ ...test, byCase: true, limitMs: LIMIT_MS }, { path, text }, signal);
  // The question whether tests may be run is asked once.
  const one = await run(solution);
  if (one.type === 'notRun') return 'notRun';
  const [other, lacking] = await Promise.all([run(solution), run(without)]);
  signal.throwIfAborted();
  if (other.type === 'notRun' || lacking.type === 'notRun') return 'notRun';
  const { keys } = steadyCases(one, other);
  return { judging: { test: { ...test, byCase: true }, keys }, red: redOf(keys, one, lacking) };
}

/** Which cases miss the solution. Where the file cannot even be loaded without it, all of them do. */
function redOf(keys: ReadonlySet<string>, passing: TestRun, lacking: TestRun): readonly string[] {
  if (lacking.type !== 'failed' || lacking.isTimedOut === true) return [];
  const [were, are] = [toldBy(passing), toldBy(lacking)];
  return [...keys].flatMap((key) => {
    const name = were.get(key)?.name;
    return name === undefined || are.get(key)?.outcome === 'passed' ? [] : [name];
  });
}

function toldBy(run: TestRun): ReadonlyMap<string, CaseResult> {
  return caseKeys(run.type === 'notRun' ? [] : run.cases);
}
