import type { TestToRun } from '../../../src/tasks/task.ts';
import { runMutants } from '../../../src/tasks/testing/mutation/mutationRun.ts';
import { reachingTests } from '../../../src/tasks/testing/places/reachingTests.ts';
import type { Bench } from './bench.ts';
import type { Asked } from './comparisons.ts';
import type { Subject } from './subjects.ts';

/** As the command that looks for untested behaviour has it. */
const MOST_MUTANTS = 20;
const LIMIT_MS = 180_000;
const MOST_TESTS = 8;
/** Fewer are no measure of twenty. */
const LEAST_MUTANTS = 10;

/** How long the mutants of one function took, in ms. */
export interface MutantTime {
  readonly subject: Subject;
  /** What ran them, as the product found out. */
  readonly framework: string;
  readonly mutants: number;
  readonly executed: number;
  readonly killed: number;
  readonly tests: number;
  /** Undefined: none survived. */
  readonly firstSurvivor: number | undefined;
  readonly all: number;
}

/** The tests of a package that reach a function's file. */
export function testsFor(
  bench: Bench,
  { project, path, language, text, facts }: Subject,
  most: number,
): Promise<readonly TestToRun[]> {
  const subject = { path, source: text, declarations: facts.declarations };
  return reachingTests(language, subject, bench.toolsFor(project).files, most);
}

/** Mutants of single functions against the tests of their package, for some frameworks. */
export async function mutantTimes(
  bench: Bench,
  { subjects, seed, count, limitMs, onProgress }: Asked,
  frameworks: readonly string[],
): Promise<readonly MutantTime[]> {
  const start = performance.now();
  const done: MutantTime[] = [];
  for (const framework of frameworks) {
    const part = done.length;
    for (const subject of subjects.filter(({ project }) => project.framework === framework)) {
      const isOver = performance.now() - start > limitMs;
      if (done.length - part >= count || isOver) break;
      const one = await timeOf(bench, subject, seed);
      if (one === undefined) continue;
      done.push(one);
      onProgress(timeLine(one));
    }
  }
  return done;
}

async function timeOf(
  bench: Bench,
  subject: Subject,
  seed: string,
): Promise<MutantTime | undefined> {
  const { project, path, language, text, declaration } = subject;
  const { testRunner, clock } = bench.toolsFor(project);
  const wish = { ranges: [declaration], seed, most: MOST_MUTANTS };
  const signal = AbortSignal.timeout(LIMIT_MS * 2);
  const mutants = await bench.syntax.mutants(language, text, wish, signal);
  const tests = await testsFor(bench, subject, MOST_TESTS);
  if (mutants === undefined || mutants.length < LEAST_MUTANTS || tests.length === 0) return;
  const start = performance.now();
  let firstSurvivor: number | undefined;
  const result = await runMutants(
    { testRunner, clock, syntax: bench.syntax },
    {
      subject: { path, language, text },
      ranges: [declaration],
      tests,
      seed,
      most: MOST_MUTANTS,
      limitMs: LIMIT_MS,
    },
    {
      onMutant: (_, fate) => {
        if (fate === 'survived') firstSurvivor ??= performance.now() - start;
      },
    },
    signal,
  );
  if (result.type !== 'done' || result.executed === 0) return undefined;
  return {
    subject,
    framework: tests[0]?.framework ?? '',
    mutants: result.mutants.length,
    executed: result.executed,
    killed: result.killed,
    tests: tests.length,
    firstSurvivor,
    all: performance.now() - start,
  };
}

/** One function in one line. */
function timeLine(one: MutantTime): string {
  const { subject, framework, mutants, executed, killed, tests, firstSurvivor, all } = one;
  const place = `${subject.project.name}:${subject.path} ${subject.declaration.path}`;
  const first = firstSurvivor === undefined ? 'none survived' : seconds(firstSurvivor);
  return `${framework} | ${place} | ${mutants} mutants, ${killed} of ${executed} killed, ${tests} test files | first survivor ${first} | all ${seconds(all)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
