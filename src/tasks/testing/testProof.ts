import type { Strength } from '../../models/booking.ts';
import { withoutMachinePaths } from '../machinePaths.ts';
import type { Note } from '../noteCodes.ts';
import { note } from '../noteCodes.ts';
import { problem } from '../problem.ts';
import { withoutSecrets } from '../secrets.ts';
import type { CaseResult, GateResult, Problem, TestReach, TestRun, TestRunner } from '../task.ts';
import type { TestPlan } from './testPlan.ts';

/** What running says of tests. */
type Proof = Pick<GateResult, 'problems' | 'strength' | 'notes'>;

/** A test file that a reply made. */
export interface WrittenTests {
  readonly text: string;
  /** Cases in it that are new, as far as its text tells. */
  readonly newCases: number;
  /** The code that they are for, which a model has read already. */
  readonly source: string;
  /** The file under test with its bodies emptied; undefined where nothing can be emptied. */
  readonly emptied: { readonly path: string; readonly text: string } | undefined;
}

/** A run that took place. */
type Ran = Exclude<TestRun, { readonly type: 'notRun' }>;

interface RunOptions {
  readonly subject?: WrittenTests['emptied'];
  readonly only?: readonly string[];
}

const outcome = (
  strength: Strength,
  problems: readonly Problem[],
  notes: readonly Note[],
): Proof => ({ strength, problems, notes });

const NOT_RUN = outcome('checks', [], [note('notes.notRun', {})]);
const NOT_PROVEN = outcome('checks', [], [note('notes.notProven', {})]);

/**
 * What running says, where running is possible and agreed to: of the new cases by themselves. Cases
 * that are there already say nothing of the answer: they fail as before, and they fail without the
 * subject whatever stands beside them.
 */
export async function proofOf(
  testRunner: TestRunner | undefined,
  { text, newCases, source, emptied }: WrittenTests,
  plan: TestPlan,
  signal: AbortSignal,
): Promise<Proof> {
  if (testRunner === undefined) return NOT_RUN;
  const { path, framework } = plan;
  const run = (ran: string, { subject, only }: RunOptions = {}): Promise<TestRun> =>
    testRunner.run(
      { path, text: ran, framework: framework.name, byCase: true, shown: text, only },
      subject,
      signal,
    );

  const old = oldText(plan, text);
  const before = old === undefined ? undefined : await run(old);
  if (before?.type === 'notRun') return notRun(before);
  const now = await run(text);
  if (now.type === 'notRun') return notRun(now);
  const proof = await proven(run, { text, newCases, source, emptied }, before, now);
  return proof.problems.length > 0
    ? proof
    : { ...proof, notes: [...proof.notes, ...reachNotes(now)] };
}

/** What the runs say: before the new cases, with them, and without the subject. */
async function proven(
  run: (ran: string, options?: RunOptions) => Promise<TestRun>,
  { text, newCases, source, emptied }: WrittenTests,
  before: Ran | undefined,
  now: Ran,
): Promise<Proof> {
  const own = `${text}\n${source}`;
  if (before !== undefined && (before.cases === undefined || now.cases === undefined)) {
    return withoutCases(before, now, own);
  }

  const [were, are] = [byName(before?.cases), byName(now.cases)];
  const added = [...are].filter(([key]) => !were.has(key));
  const failed = [
    ...added.filter(([, { outcome: how }]) => how === 'failed'),
    ...[...were].flatMap(([key, { outcome: how }]) => {
      const after = are.get(key);
      return how === 'passed' && after?.outcome === 'failed' ? [[key, after] as const] : [];
    }),
  ].map(([, one]) => one);
  if (failed.length > 0) return rejected(failed.length, said(failed, now), own);
  if (now.type === 'failed' && before?.type !== 'failed') {
    return rejected(now.failures, now.output, own);
  }
  const missing = now.cases === undefined ? 0 : newCases - added.length;
  if (missing > 0) {
    return outcome('checks', [problem('tests.notCollected', { count: missing })], []);
  }

  const passed = added.filter(([, { outcome: how }]) => how === 'passed').map(([key]) => key);
  const canTell = now.cases === undefined || passed.length > 0;
  if (emptied === undefined || !canTell) return NOT_PROVEN;
  const names = [...new Set(added.map(([, { name }]) => name))];
  const without = await run(text, { subject: emptied, only: names });
  if (without.type === 'notRun') return NOT_PROVEN;
  if (now.cases === undefined) return withoutSubject(without.type === 'failed');
  const outcomes = byName(without.cases);
  if (passed.some((key) => outcomes.get(key)?.outcome === 'failed')) return withoutSubject(true);
  // Where the file cannot even be loaded, nothing was said of any case.
  return passed.every((key) => outcomes.has(key)) ? withoutSubject(false) : NOT_PROVEN;
}

function notRun({ reason }: Extract<TestRun, { readonly type: 'notRun' }>): Proof {
  if (reason !== 'isolation') return NOT_RUN;
  return outcome('checks', [], [note('notes.notIsolatable', {})]);
}

/** What tests that ran could reach, where that is known. */
function reachNotes({ isIsolated, network }: TestReach): readonly Note[] {
  if (isIsolated === undefined) return [];
  if (!isIsolated) return [note('notes.notIsolated', {})];
  return [note(network === true ? 'notes.isolatedWithNetwork' : 'notes.isolated', {})];
}

/** Where only the whole file is told of, what stood there before hides what is new. */
function withoutCases(before: TestRun, now: TestRun, own: string): Proof {
  return now.type === 'failed' && before.type === 'passed'
    ? rejected(now.failures, now.output, own)
    : NOT_PROVEN;
}

/** Whatever the tests could read may stand in what they print. `own` is what the model knows. */
function rejected(count: number, output: string, own: string): Proof {
  const found = withoutSecrets(withoutMachinePaths(output), own);
  return outcome('checks', [problem('tests.failed', { count }, { found })], []);
}

function withoutSubject(hasFailed: boolean): Proof {
  return hasFailed
    ? outcome('proves', [], [])
    : outcome('checks', [problem('tests.passWithoutSubject', {})], []);
}

/** Cases by name; of those that are called the same, by which of them it is. */
function byName(cases: readonly CaseResult[] = []): ReadonlyMap<string, CaseResult> {
  const counts = new Map<string, number>();
  return new Map(
    cases.map((one) => {
      const count = (counts.get(one.name) ?? 0) + 1;
      counts.set(one.name, count);
      return [`${one.name}\n${count}`, one];
    }),
  );
}

/** What the cases that failed say, and not those that failed before. */
function said(failed: readonly CaseResult[], run: TestRun): string {
  if (failed.every(({ output }) => output === undefined) && run.type === 'failed') {
    return run.output;
  }
  return failed.map(({ name, output = '' }) => `${name}\n${output}`).join('\n');
}

/**
 * The text that shows how it was before: the file that is there; in Go, whose packages are tested as
 * a whole, one without cases.
 */
function oldText({ existing, framework }: TestPlan, text: string): string | undefined {
  if (existing !== undefined || framework.runsFolders !== true) return existing;
  const clause = /^package\s+\w+/m.exec(text)?.[0];
  return clause === undefined ? undefined : `${clause}\n`;
}
