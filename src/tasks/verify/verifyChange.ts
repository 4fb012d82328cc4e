import type { Clock } from '../../models/ports.ts';
import type { LineRange, Mutant } from '../../syntax/syntax.ts';
import type { LostName } from '../change/kept.ts';
import { lostNames } from '../change/kept.ts';
import { probedCalls } from '../change/probes/probedCalls.ts';
import { sameBehaviour } from '../change/sameBehaviour.ts';
import { withoutMachinePaths } from '../machinePaths.ts';
import type { Note } from '../noteCodes.ts';
import { withoutSecrets } from '../secrets.ts';
import type { TaskInput, TaskTools, TestRunner, TestToRun } from '../task.ts';
import type { ComparedTest } from '../testing/comparedTest.ts';
import { comparedTest } from '../testing/comparedTest.ts';
import type { MutantFate } from '../testing/mutation/mutantJudge.ts';
import type { MutationTools } from '../testing/mutation/mutationRun.ts';
import { runMutants } from '../testing/mutation/mutationRun.ts';
import { reachingTests } from '../testing/places/reachingTests.ts';

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
  /** Functions are about to be called as they were and as they are. */
  readonly onCalls?: () => void;
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
  /** Calls with made-up arguments that come to something else than before, with both results. */
  readonly differing: readonly string[];
  /** Mutants of the changed lines: those that ran, and those of them that a test noticed. */
  readonly executed: number;
  readonly killed: number;
}

/**
 * Verifies a change whoever made it, without asking any model: exports that are lost, whether it can be
 * shown to do the same, and else calls of its functions and the project's own tests on the text before and now, and on mutants
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
  const nothing = { tests: 0, hasRun: false, broken: [], differing: [], executed: 0, killed: 0 };
  const lost = before === undefined ? [] : await lostIn(change, before, tools, signal);
  const same =
    before === undefined
      ? undefined
      : await sameBehaviour({ ...input, source: before }, tools, input.source, signal);
  if (same !== undefined) return { ...nothing, lost, same };
  const tests = await testsOf(input, tools, limits.tests, signal);
  watch.onTests?.(tests.length);
  const { testRunner } = tools;
  watch.onCalls?.();
  const differing = await differingCalls(change, tools, signal);
  if (testRunner === undefined || tests.length === 0) {
    return { ...nothing, lost, same, tests: tests.length, differing };
  }
  const compared = await comparedTests(change, tests, { testRunner, clock: tools.clock }, signal);
  const broken = compared.flatMap((one) => one.broken.map(({ name }) => name));
  const runs = { compared, tools: { ...tools, testRunner }, limits, watch };
  const mutants = await mutantsOf(change, runs, signal);
  return {
    lost,
    same,
    tests: tests.length,
    hasRun: compared.length > 0,
    broken,
    differing,
    ...mutants,
  };
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

/** What functions come to that only compute; what machines and keys stand in it is taken out. */
async function differingCalls(
  { input, before }: ChangeToVerify,
  tools: VerifyTools,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (before === undefined) return [];
  const facts = await tools.syntax.facts(input.language, before, signal);
  const changed = { input: { ...input, source: before }, facts, text: input.source };
  const probed = await probedCalls(changed, tools, signal);
  if (probed.type !== 'differ') return [];
  return probed.calls.map((call) =>
    withoutSecrets(withoutMachinePaths(call), `${before}\n${input.source}`),
  );
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

/** How tests do on both texts; on the one there is where the file is new. */
async function comparedTests(
  { input: { path, source }, before = source }: ChangeToVerify,
  tests: readonly TestToRun[],
  tools: Pick<MutationTools, 'testRunner' | 'clock'>,
  signal: AbortSignal,
): Promise<readonly ComparedTest[]> {
  const compared: ComparedTest[] = [];
  for (const test of tests) {
    const one = await comparedTest(test, { path, before, now: source }, tools, signal);
    if (one !== 'notRun') compared.push(one);
  }
  return compared;
}

async function mutantsOf(
  { input, lines }: ChangeToVerify,
  {
    compared,
    tools,
    limits,
    watch,
  }: VerifyHow & {
    readonly compared: readonly ComparedTest[];
    readonly tools: VerifyTools & { readonly testRunner: TestRunner };
  },
  signal: AbortSignal,
): Promise<Pick<VerifiedChange, 'executed' | 'killed'>> {
  const { syntax, testRunner, clock } = tools;
  const { language, path, source } = input;
  const { onMutant } = watch;
  const kept = compared.filter(({ baseline }) => baseline.steady.keys.size > 0);
  if (kept.length === 0) return { executed: 0, killed: 0 };
  const result = await runMutants(
    { syntax, testRunner, clock },
    {
      subject: { path, language, text: source },
      ranges: lines,
      tests: kept.map(({ test }) => test),
      baseline: kept.map(({ baseline }) => baseline),
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
