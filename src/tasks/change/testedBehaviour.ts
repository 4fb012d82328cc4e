import type { SyntaxFacts } from '../../syntax/syntax.ts';
import { withoutMachinePaths } from '../machinePaths.ts';
import type { Note } from '../noteCodes.ts';
import { note } from '../noteCodes.ts';
import { problem } from '../problem.ts';
import { withoutSecrets } from '../secrets.ts';
import type { CaseResult, Problem, TaskInput, TaskTools } from '../task.ts';
import type { ComparedTest } from '../testing/comparedTest.ts';
import { comparedTest } from '../testing/comparedTest.ts';
import { runMutants } from '../testing/mutation/mutationRun.ts';
import { reachingTests } from '../testing/places/reachingTests.ts';
import { mutatedLines } from './mutatedLines.ts';
import { asksForBehaviour } from './wantedChange.ts';

/** Test files that are run. */
const MOST_TESTS = 4;
/**
 * Mutants of the changed lines. The tests prove something only where they notice each that was run:
 * tests that miss a third of such changes may miss the one that was made.
 */
const MOST_MUTANTS = 10;
/** Fewer say nothing of tests. */
const LEAST_MUTANTS = 4;
/** ms for the mutants. */
const LIMIT_MS = 40_000;

/** What is known of a change's behaviour. */
export interface ComparedBehaviour {
  /** It was shown to be the same. */
  readonly isProven: boolean;
  /** Tests that failed because of what was to be fixed pass, and none fails that did not. */
  readonly isGreen?: boolean;
  readonly problems: readonly Problem[];
  readonly notes: readonly Note[];
}

const UNTESTED: ComparedBehaviour = { isProven: false, problems: [], notes: [] };

/** A file as it was and as it would be. */
export interface ChangedFile {
  readonly input: TaskInput;
  /** Of the text as it was; undefined: no grammar for the language. */
  readonly facts: SyntaxFacts | undefined;
  readonly text: string;
}

/**
 * Runs the project's own tests that reach the file on it before and after. What passed each time and
 * no longer does is a problem, or is shown where it was asked for. That all pass proves something
 * where they would notice changes of the changed lines: mutants of them are run to see that, and where
 * these are too few, mutants of what is around them, which prove nothing.
 */
export async function testedBehaviour(
  { input, facts, text }: ChangedFile,
  tools: TaskTools,
  signal: AbortSignal,
): Promise<ComparedBehaviour> {
  const { testRunner, clock, syntax } = tools;
  const { path, language, source } = input;
  if (testRunner === undefined || clock === undefined) return UNTESTED;
  if (path === undefined || facts === undefined) return UNTESTED;
  const subject = { path, source, declarations: facts.declarations };
  const found = await reachingTests(language, subject, tools.files, MOST_TESTS);
  // Tests that are changed themselves say nothing of what they test.
  const tests = found.filter((test) => test.path !== path);
  const compared: ComparedTest[] = [];
  for (const test of tests) {
    const texts = { path, before: source, now: text };
    const one = await comparedTest(test, texts, { testRunner, clock }, signal);
    if (one === 'notRun') return { ...UNTESTED, notes: [note('notes.notRun', {})] };
    compared.push(one);
  }
  const broken = compared.flatMap((one) => one.broken);
  if (broken.length > 0) return brokenBy(broken, input, facts, text);
  const kept = compared.filter(({ baseline }) => baseline.steady.keys.size > 0);
  if (kept.length === 0) return UNTESTED;
  const cases = kept.reduce((sum, { baseline }) => sum + baseline.steady.keys.size, 0);
  const lines = await mutatedLines(syntax, { input, text }, LEAST_MUTANTS, signal);
  const result = await runMutants(
    { testRunner, clock, syntax },
    {
      subject: { path, language, text },
      ranges: lines.ranges,
      tests: kept.map(({ test }) => test),
      seed: text,
      most: MOST_MUTANTS,
      limitMs: LIMIT_MS,
      tellsCrashes: true,
      baseline: kept.map(({ baseline }) => baseline),
    },
    {},
    signal,
  );
  if (result.type !== 'done' || result.executed === 0) {
    return { ...UNTESTED, notes: [note('notes.testsPass', { cases })] };
  }
  const { killed, executed, crashed } = result;
  // What is noticed around the change, or by any test at all, proves nothing of the change.
  const isEnough = executed - crashed >= LEAST_MUTANTS && !lines.isWidened;
  const isProven = isEnough && killed === executed;
  const told = note(isProven ? 'notes.testsProve' : 'notes.testsNotice', {
    cases,
    killed,
    executed,
  });
  return { isProven, problems: [], notes: [told] };
}

function brokenBy(
  broken: readonly CaseResult[],
  input: TaskInput,
  facts: SyntaxFacts,
  text: string,
): ComparedBehaviour {
  const count = broken.length;
  if (asksForBehaviour(input, facts)) {
    return { ...UNTESTED, notes: [note('notes.testsBroken', { count })] };
  }
  const said = broken.map(({ name, output = '' }) => `${name}\n${output}`).join('\n');
  // Whatever the tests could read may stand in what they print.
  const found = withoutSecrets(withoutMachinePaths(said), `${input.source}\n${text}`);
  return { ...UNTESTED, problems: [problem('edits.testsFail', { count }, { found })] };
}
