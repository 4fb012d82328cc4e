import { note } from '../../noteCodes.ts';
import { problem } from '../../problem.ts';
import type { CaseResult, ShowingTest, TestRunner } from '../../task.ts';
import { caseKeys } from '../mutation/steadyCases.ts';
import type { TestPlan } from '../testPlan.ts';
import { failedByAssertion } from './crashed.ts';
import type { Proof } from './proof.ts';
import { outcome } from './proof.ts';
import type { Ran, RunText } from './provingRuns.ts';
import { judgedByRuns, notRun, rejected, said, withoutPrivate } from './provingRuns.ts';

/** A test file with a case that is to show a finding. */
export interface WrittenShowing {
  readonly text: string;
  /** The code that the finding is about, which a model has read already. */
  readonly source: string;
  /** That file with the bodies around the finding throwing; undefined where none can be emptied. */
  readonly emptied: { readonly path: string; readonly text: string } | undefined;
}

/** What showing one finding goes by. */
interface Showing {
  readonly written: WrittenShowing;
  readonly plan: TestPlan;
  readonly run: RunText;
}

/**
 * What running says of a case that has to fail because of a finding: it fails by an assertion on the
 * code as it is, twice the same, and otherwise where the code that the finding is about only throws.
 * That the finding is why it fails is known only once a fix turns it green: it counts as checked.
 */
export async function showingProof(
  testRunner: TestRunner | undefined,
  written: WrittenShowing,
  plan: TestPlan,
  signal: AbortSignal,
): Promise<Proof> {
  const { text } = written;
  return judgedByRuns(
    testRunner,
    { text, plan, judge: (run, ...ran) => shown({ written, plan, run }, ...ran) },
    signal,
  );
}

async function shown(showing: Showing, before: Ran | undefined, now: Ran): Promise<Proof> {
  const { text, source } = showing.written;
  const own = `${text}\n${source}`;
  if (isTimedOut(now)) return outcome('checks', [problem('tests.notEnded', {})], []);
  const [were, are] = [caseKeys(before?.cases), caseKeys(now.cases)];
  const lost = [...were].flatMap(([key, { outcome: how }]) => {
    const after = are.get(key);
    return how === 'passed' && after?.outcome === 'failed' ? [after] : [];
  });
  if (lost.length > 0) return rejected(lost.length, said(lost, now), own);
  const added = [...are].filter(([key]) => !were.has(key));
  const failed = added.filter(([, { outcome: how }]) => how === 'failed');
  if (failed.length === 0) return withoutFailure(now, before, added.length, own);
  const cases = failed.map(([, one]) => one);
  if (!cases.every(failedByAssertion)) return brokenDown(said(cases, now), own);
  return again(showing, failed);
}

/** Nothing new has failed: it passes, or no case has even begun. */
function withoutFailure(now: Ran, before: Ran | undefined, added: number, own: string): Proof {
  if (now.type === 'failed' && (before?.type !== 'failed' || now.cases === undefined)) {
    return brokenDown(now.output, own);
  }
  if (added === 0 && now.cases !== undefined) {
    return outcome('checks', [problem('tests.notCollected', { count: 1 })], []);
  }
  return outcome('checks', [problem('tests.notShown', {})], []);
}

function brokenDown(output: string, own: string): Proof {
  const found = withoutPrivate(output, own);
  return outcome('checks', [problem('tests.brokeDown', {}, { found })], []);
}

/** Once more, and once without the code that the finding is about. */
async function again(
  { written, plan, run }: Showing,
  failed: readonly (readonly [key: string, CaseResult])[],
): Promise<Proof> {
  const { text, emptied } = written;
  const only = [...new Set(failed.map(([, { name }]) => name))];
  const [second, without] = await Promise.all([
    run(text, { only }),
    emptied && run(text, { subject: emptied, only }),
  ]);
  if (second.type === 'notRun') return notRun(second);
  const repeated = caseKeys(second.cases);
  const isSteady = failed.every(([key, first]) => isSame(first, repeated.get(key)));
  if (!isSteady) return outcome('checks', [problem('tests.notSteady', {})], []);
  if (without !== undefined && without.type !== 'notRun' && !isTimedOut(without)) {
    const left = caseKeys(without.cases);
    const isReached = failed.every(([key, first]) => !isSame(first, left.get(key)));
    if (!isReached) return outcome('checks', [problem('tests.notReached', {})], []);
  }
  const { path, framework } = plan;
  const showing: ShowingTest = { path, text, framework: framework.name, cases: only };
  const told = note('notes.shows', { count: failed.length });
  return { ...outcome('checks', [], [told]), showing };
}

function isTimedOut(run: Ran): boolean {
  return run.type === 'failed' && run.isTimedOut === true;
}

/** Whether a case has failed the same way. */
function isSame(one: CaseResult, other: CaseResult | undefined): boolean {
  return other?.outcome === 'failed' && wordsOf(one) === wordsOf(other);
}

/**
 * What a case says, without the times that it took, the places where things lie in memory and the
 * calls around it, of which a runner's own differ from run to run.
 */
function wordsOf({ output = '' }: CaseResult): string {
  return output
    .replace(/^.{0,999}:\d{1,9}:\d{1,9}\)?$/gm, '')
    .replace(/\bduration_ms: [\d.]{1,40}/g, '')
    .replace(/(?<![\d.])\d{1,12}(?:\.\d{1,12})? ?m?s\b/g, '')
    .replace(/\b0x[0-9a-f]{1,32}\b/gi, '');
}
