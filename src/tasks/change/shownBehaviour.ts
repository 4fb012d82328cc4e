import { note } from '../noteCodes.ts';
import { problem } from '../problem.ts';
import type { CaseResult, ShowingTest, TaskTools, TestRun, TestRunner } from '../task.ts';
import { caseKeys } from '../testing/mutation/steadyCases.ts';
import { failedByAssertion } from '../testing/proof/crashed.ts';
import { said, withoutPrivate } from '../testing/proof/provingRuns.ts';
import { comparedBehaviour } from './comparedBehaviour.ts';
import type { ChangedFile, ComparedBehaviour } from './testedBehaviour.ts';

/** How the runs of one test came out. */
type Turned =
  | { readonly type: 'notRun' | 'notRed' }
  | { readonly type: 'green'; readonly cases: number }
  | { readonly type: 'red' | 'broken'; readonly count: number; readonly output: string };

type Cases = ReadonlyMap<string, CaseResult>;

/**
 * What is known of a change's behaviour, where tests show what it is to mend: each of them has to
 * fail on the text before and to pass on the one now, with all that passed beside it. What is behind
 * that is looked at as for every change.
 */
export async function shownBehaviour(
  changed: ChangedFile,
  tools: TaskTools,
  signal: AbortSignal,
): Promise<ComparedBehaviour> {
  const { shownBy = [], diagnostics, path } = changed.input;
  const { testRunner } = tools;
  if (shownBy.length === 0) return comparedBehaviour(changed, tools, signal);
  const nothing = { isProven: false, problems: [], notes: [] };
  if (testRunner === undefined || path === undefined) {
    return { ...nothing, notes: [note('notes.notRun', {})] };
  }
  let cases = 0;
  let isRed = true;
  for (const test of shownBy) {
    const turned = await turnedBy(test, { ...changed, path }, testRunner, signal);
    switch (turned.type) {
      // What the user did not let run is not run by another name.
      case 'notRun':
        return { ...nothing, notes: [note('notes.notRun', {})] };
      case 'notRed':
        isRed = false;
        break;
      case 'green':
        cases += turned.cases;
        break;
      case 'red':
      case 'broken':
        return { ...nothing, problems: [stillFailing(turned, test, changed)] };
    }
  }
  const compared = await comparedBehaviour(changed, tools, signal);
  const isBroken = compared.notes.some(({ code }) => code === 'notes.testsBroken');
  return {
    ...compared,
    isGreen: isRed && !isBroken && shownBy.length >= diagnostics.length,
    notes: [
      ...(cases > 0 ? [note('notes.turnedGreen', { count: cases })] : []),
      ...(isRed ? [] : [note('notes.notRed', {})]),
      ...compared.notes,
    ],
  };
}

function stillFailing(
  { type, count, output }: Extract<Turned, { readonly output: string }>,
  { text }: ShowingTest,
  { input, text: now }: ChangedFile,
) {
  const found = withoutPrivate(output, `${text}\n${input.source}\n${now}`);
  return type === 'red'
    ? problem('fix.testFails', { count }, { found })
    : problem('edits.testsFail', { count }, { found });
}

/** Each text twice: what passes or fails by chance says nothing. */
async function turnedBy(
  { path: testPath, text, framework, isOwn = false, cases }: ShowingTest,
  { input, text: later, path }: ChangedFile & { readonly path: string },
  testRunner: TestRunner,
  signal: AbortSignal,
): Promise<Turned> {
  const test = { path: testPath, text, framework, isOwn, byCase: true, shown: text };
  const twice = async (subject: string): Promise<readonly TestRun[]> => {
    const run = () => testRunner.run(test, { path, text: subject }, signal);
    const runs = await Promise.all([run(), run()]);
    signal.throwIfAborted();
    return runs;
  };
  const before = await twice(input.source);
  if (before.some(({ type }) => type === 'notRun')) return { type: 'notRun' };
  const were = before.map(casesIn);
  const wanted = were.map((all) => keysOf(all, cases));
  const isRed = were.every((all, index) => {
    const keys = wanted[index] ?? [];
    return keys.length > 0 && keys.every((key) => isFailing(all.get(key)));
  });
  if (!isRed) return { type: 'notRed' };
  const after = await twice(later);
  if (after.some(({ type }) => type === 'notRun')) return { type: 'notRun' };
  const are = after.map(casesIn);
  const red = (wanted[0] ?? []).filter((key) => !are.every((all) => isPassing(all.get(key))));
  if (red.length > 0) return failing('red', red, after);
  const steady = [...(were[0] ?? [])].flatMap(([key]) =>
    were.every((all) => isPassing(all.get(key))) ? [key] : [],
  );
  const lost = steady.filter((key) => are.every((all) => !isPassing(all.get(key))));
  return lost.length > 0
    ? failing('broken', lost, after)
    : { type: 'green', cases: (wanted[0] ?? []).length };
}

function failing(
  type: 'red' | 'broken',
  keys: readonly string[],
  runs: readonly TestRun[],
): Turned {
  const run = runs.find((one) => keys.some((key) => !isPassing(casesIn(one).get(key))));
  const told = run === undefined ? new Map<string, CaseResult>() : casesIn(run);
  const found = keys.flatMap((key) => told.get(key) ?? []);
  const output = run?.type === 'failed' && found.length === 0 ? run.output : '';
  return {
    type,
    count: keys.length,
    output: run === undefined || found.length === 0 ? output : said(found, run),
  };
}

function casesIn(run: TestRun): Cases {
  return caseKeys(run.type === 'notRun' ? [] : run.cases);
}

function keysOf(all: Cases, names: readonly string[]): readonly string[] {
  return [...all].flatMap(([key, { name }]) => (names.includes(name) ? [key] : []));
}

function isPassing(one: CaseResult | undefined): boolean {
  return one?.outcome === 'passed';
}

function isFailing(one: CaseResult | undefined): boolean {
  return one !== undefined && failedByAssertion(one);
}
