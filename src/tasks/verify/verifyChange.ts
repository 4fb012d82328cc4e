import type { Clock } from '../../models/ports.ts';
import type { LineRange, Mutant, Syntax } from '../../syntax/syntax.ts';
import type { LostName } from '../change/kept.ts';
import { lostNames } from '../change/kept.ts';
import { sameBehaviour } from '../change/sameBehaviour.ts';
import type { Note } from '../noteCodes.ts';
import type { TaskInput, TaskTools, TestRun, TestRunner, TestToRun } from '../task.ts';
import type { MutantFate } from '../testing/mutationRun.ts';
import { runMutants } from '../testing/mutationRun.ts';
import { reachingTests } from '../testing/places/reachingTests.ts';
import { caseKeys } from '../testing/steadyCases.ts';

/** A file that somebody changed, as the editor has it. */
export interface ChangeToVerify {
  /** Its text as it is now, at the changed lines. */
  readonly input: TaskInput & { readonly path: string };
  /** Its text before, line ends `\n`; undefined: it is new. */
  readonly before: string | undefined;
  /** The lines of the text now that have changed. */
  readonly lines: readonly LineRange[];
}

/** What verifying needs of the world. */
export interface VerifyTools extends TaskTools {
  readonly clock: Pick<Clock, 'ticks' | 'wait'>;
}

/** Bounds of verifying one file. */
export interface VerifyLimits {
  /** Most test files, most mutants, and ms for running these. */
  readonly tests: number;
  readonly mutants: number;
  readonly limitMs: number;
}

/** Who is told while a file is verified. */
export interface VerifyWatch {
  readonly onTests?: (count: number) => void;
  readonly onMutant?: (mutant: Mutant, fate: MutantFate) => void;
}

/** How much is run, and who is told. */
export interface VerifyHow {
  readonly limits: VerifyLimits;
  readonly watch: VerifyWatch;
}

/** What was found out about one changed file. */
export interface VerifiedChange {
  /** Exports that are gone or take other parameters. */
  readonly lost: readonly LostName[];
  /** What shows that it does what it did before; undefined: nothing does. */
  readonly same: Note | undefined;
  /** Test files that reach it. */
  readonly tests: number;
  /** Whether any of them was run. */
  readonly hasRun: boolean;
  /** Cases that pass with the text before and fail with the text now. */
  readonly broken: readonly string[];
  /** Mutants of the changed lines: those that ran, and those of them that a test noticed. */
  readonly executed: number;
  readonly killed: number;
}

/**
 * Verifies a change whoever made it, without asking any model: exports that are lost, whether it can be
 * shown to do the same, and else the project's own tests on the text before and now, and on mutants
 * of the changed lines.
 * @throws the signal's reason when it is aborted
 */
export async function verifyChange(
  change: ChangeToVerify,
  tools: VerifyTools,
  { limits, watch }: VerifyHow,
  signal: AbortSignal,
): Promise<VerifiedChange> {
  const { input, before } = change;
  const nothing = { tests: 0, hasRun: false, broken: [], executed: 0, killed: 0 };
  const lost = before === undefined ? [] : await lostIn(change, before, tools, signal);
  const same =
    before === undefined
      ? undefined
      : await sameBehaviour({ ...input, source: before }, tools, input.source, signal);
  if (same !== undefined) return { ...nothing, lost, same };
  const tests = await testsOf(input, tools, limits.tests, signal);
  watch.onTests?.(tests.length);
  const { testRunner } = tools;
  if (testRunner === undefined || tests.length === 0) {
    return { ...nothing, lost, same, tests: tests.length };
  }
  const ran = await broken(change, tests, testRunner, signal);
  const runs = { tests, tools: { ...tools, testRunner }, limits, watch };
  const mutants = await mutantsOf(change, runs, signal);
  return { lost, same, tests: tests.length, ...ran, ...mutants };
}

async function lostIn(
  { input }: ChangeToVerify,
  before: string,
  { syntax }: VerifyTools,
  signal: AbortSignal,
): Promise<readonly LostName[]> {
  const { language, source } = input;
  const was = await syntax.facts(language, before, signal);
  const is = await syntax.facts(language, source, signal);
  if (was === undefined || is === undefined) return [];
  return lostNames({ language, before: was, after: is, words: '' }, () => false);
}

async function testsOf(
  { language, path, source }: ChangeToVerify['input'],
  { syntax, files }: VerifyTools,
  most: number,
  signal: AbortSignal,
): Promise<readonly TestToRun[]> {
  const facts = await syntax.facts(language, source, signal);
  if (facts === undefined) return [];
  return reachingTests(language, { path, source, declarations: facts.declarations }, files, most);
}

/** Runs tests on both texts. Those of a new file have no text before to pass with. */
async function broken(
  { input: { path }, before }: ChangeToVerify,
  tests: readonly TestToRun[],
  testRunner: TestRunner,
  signal: AbortSignal,
): Promise<Pick<VerifiedChange, 'hasRun' | 'broken'>> {
  const found: string[] = [];
  let hasRun = false;
  for (const test of tests) {
    const run = (text?: string): Promise<TestRun> =>
      testRunner.run(
        { ...test, byCase: true },
        text === undefined ? undefined : { path, text },
        signal,
      );
    const [was, is] = await Promise.all([before === undefined ? undefined : run(before), run()]);
    signal.throwIfAborted();
    if (is.type === 'notRun') continue;
    hasRun = true;
    if (was === undefined || was.type === 'notRun') continue;
    const passed = [...caseKeys(was.cases)].filter(([, { outcome }]) => outcome === 'passed');
    const now = caseKeys(is.cases);
    // Where the whole file breaks down nothing is said of any case, but that none of them ran.
    const isDown = is.type === 'failed' && is.isTimedOut !== true && now.size === 0;
    for (const [key, { name }] of passed) {
      if (isDown || now.get(key)?.outcome === 'failed') found.push(name);
    }
  }
  return { hasRun, broken: found };
}

async function mutantsOf(
  { input, lines }: ChangeToVerify,
  {
    tests,
    tools,
    limits,
    watch,
  }: VerifyHow & {
    readonly tests: readonly TestToRun[];
    readonly tools: VerifyTools & { readonly testRunner: TestRunner };
  },
  signal: AbortSignal,
): Promise<Pick<VerifiedChange, 'executed' | 'killed'>> {
  const { syntax, testRunner, clock } = tools;
  const { language, path, source } = input;
  const { onMutant } = watch;
  const result = await runMutants(
    { syntax: inLines(syntax, lines), testRunner, clock },
    {
      subject: { path, language, text: source },
      range: input.target,
      tests,
      seed: source,
      most: limits.mutants,
      limitMs: limits.limitMs,
    },
    onMutant === undefined ? {} : { onMutant },
    signal,
  );
  return result.type === 'done'
    ? { executed: result.executed, killed: result.killed }
    : { executed: 0, killed: 0 };
}

/** Mutants of some lines alone, from each of them as many as there may be, taken in turn. */
function inLines(syntax: Syntax, lines: readonly LineRange[]): Pick<Syntax, 'mutants'> {
  return {
    mutants: async (language, text, wish, signal) => {
      const all: (readonly Mutant[])[] = [];
      for (const range of lines) {
        const found = await syntax.mutants(language, text, { ...wish, range }, signal);
        if (found === undefined) return undefined;
        all.push(found);
      }
      const longest = all.reduce((most, { length }) => Math.max(most, length), 0);
      const inTurn = Array.from({ length: longest }, (_, index) =>
        all.flatMap((found) => found[index] ?? []),
      );
      return inTurn.flat().slice(0, wish.most);
    },
  };
}
