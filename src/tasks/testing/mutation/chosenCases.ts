import type { LineRange } from '../../../syntax/syntax.ts';
import type { Replacement, TestRun } from '../../task.ts';
import type { KnownTest } from './mutationBaseline.ts';
import { caseKeys } from './steadyCases.ts';

/**
 * Runs those cases of a file alone that come by a change. What they notice they have to pass on the
 * original; where they notice nothing, the others would not either if nothing is left for them that is
 * not left by the original, too. Undefined: only a run of all can tell.
 */
export async function byItsCases(
  known: KnownTest,
  changed: Replacement,
  within: LineRange | undefined,
  signal: AbortSignal,
): Promise<TestRun | 'survived' | undefined> {
  const { runner, test, baseline } = known;
  const { reach, steady, proven } = baseline;
  const places = within && reach?.placesFor(within);
  if (reach === undefined || places === undefined) return undefined;
  const asked = { ...test, places, tellsLeft: true };
  const run = await runner.run(asked, changed, signal);
  if (run.type === 'notRun') return undefined;
  const told = caseKeys(run.cases);
  const note = (one: TestRun): void => {
    for (const [key, { outcome }] of caseKeys(one.type === 'notRun' ? [] : one.cases))
      if (outcome === 'passed') proven?.add(key);
  };
  note(run);
  const original = (some: readonly number[]): Promise<TestRun> =>
    reach.original(some, async () => {
      const one = await runner.run({ ...asked, places: some }, undefined, signal);
      note(one);
      return one;
    });
  if (run.type === 'failed') {
    if (run.isTimedOut === true) return run;
    const failed = [...steady.keys].filter((key) => told.get(key)?.outcome === 'failed');
    const [first] = failed;
    if (first === undefined) return undefined;
    const isProven = (): boolean => failed.some((key) => proven === undefined || proven.has(key));
    // It was seen to pass with what tells that it is entered alone.
    if (!isProven()) await original([reach.placeOf(told.get(first)?.name ?? '')]);
    return isProven() ? run : undefined;
  }
  if ([...steady.keys].every((key) => told.get(key)?.outcome === 'passed')) return run;
  if (!reach.isOf(run, places) || run.left === undefined) return undefined;
  if (run.left === '') return 'survived';
  const before = await original(places);
  return before.type === 'passed' && before.left === run.left ? 'survived' : undefined;
}
