import { mutated } from '../../../src/syntax/mutants/mutant.ts';
import type { TestRun, TestToRun } from '../../../src/tasks/task.ts';
import { never } from '../../unit/syntax/samples.ts';
import type { Bench } from './bench.ts';
import type { Asked } from './comparisons.ts';
import { testsFor } from './mutantTimes.ts';
import type { Subject } from './subjects.ts';

const MOST_TESTS = 6;
const MOST_MUTANTS = 25;
/** A last line that no file has. */
const END = 1_000_000;

/** Mutants that tests are said never to enter, run on them all the same. */
export interface NeverEntered {
  /** Mutants, each with one file of tests that never enters it. */
  readonly passedBy: number;
  /** Those that such a file has noticed after all, one line each. */
  readonly noticed: readonly string[];
  /** Mutants with a file of tests that does enter them, or of which nothing is known. */
  readonly entered: number;
  /** Files of tests of which it is known what they enter. */
  readonly known: number;
  readonly tests: number;
  /** Files of tests that say something else of the text that tells it. */
  readonly changed: readonly string[];
}

/** Each file of the packages once, as many as there are cases. */
export async function neverEntered(
  bench: Bench,
  { subjects, seed, count, limitMs, onProgress }: Asked,
): Promise<NeverEntered> {
  const start = performance.now();
  const files = new Map(subjects.map((one) => [`${one.project.name}:${one.path}`, one]));
  let all: NeverEntered = {
    passedBy: 0,
    noticed: [],
    entered: 0,
    known: 0,
    tests: 0,
    changed: [],
  };
  for (const [name, subject] of [...files].slice(0, count)) {
    if (performance.now() - start > limitMs) break;
    const { language, text } = subject;
    const marked = await bench.syntax.marked(language, text, never);
    if (marked === undefined) continue;
    const wish = { ranges: [{ firstLine: 1, lastLine: END }], seed, most: MOST_MUTANTS };
    const mutants = (await bench.syntax.mutants(language, text, wish, never)) ?? [];
    const { testRunner } = bench.toolsFor(subject.project);
    for (const test of await testsFor(bench, subject, MOST_TESTS)) {
      const one = await ofTests(bench, subject, test, { name, marked, mutants });
      all = added(all, one);
    }
    await testRunner.endSeries?.(name);
    onProgress(
      `${name} | ${all.passedBy} passed by, ${all.noticed.length} noticed, ${all.entered} entered`,
    );
  }
  return all;
}

interface Tried {
  readonly name: string;
  readonly marked: string;
  readonly mutants: readonly Parameters<typeof mutated>[1][];
}

async function ofTests(
  bench: Bench,
  { project, path, text }: Subject,
  test: TestToRun,
  { name, marked, mutants }: Tried,
): Promise<NeverEntered> {
  const { testRunner } = bench.toolsFor(project);
  const asked = { ...test, byCase: true, series: name };
  const none = { passedBy: 0, noticed: [], entered: 0, known: 0, tests: 1, changed: [] };
  const telling = { ...asked, entersOf: path };
  const one = await testRunner.run(telling, { path, text: marked }, never);
  const plain = await testRunner.run(asked, undefined, never);
  if (told(one) !== told(plain)) return { ...none, changed: [`${name} by ${test.path}`] };
  const entered = one.type === 'passed' ? one.entered : undefined;
  if (entered === undefined) return { ...none, entered: mutants.length };
  const apart = mutants.filter(
    ({ within }) =>
      within !== undefined &&
      !entered.some((line) => line >= within.firstLine && line <= within.lastLine),
  );
  const noticed: string[] = [];
  for (const mutant of apart) {
    const run = await testRunner.run(asked, { path, text: mutated(text, mutant) }, never);
    const { line, before, after } = mutant;
    if (told(run) !== told(plain)) {
      noticed.push(`${name} by ${test.path} | line ${line}: ${before} -> ${after}`);
    }
  }
  const rest = mutants.length - apart.length;
  return { ...none, passedBy: apart.length, noticed, entered: rest, known: 1 };
}

function told(run: TestRun): string {
  const cases = run.type === 'notRun' ? [] : (run.cases ?? []);
  return JSON.stringify([run.type, cases.map(({ name, outcome }) => [name, outcome])]);
}

function added(one: NeverEntered, other: NeverEntered): NeverEntered {
  return {
    passedBy: one.passedBy + other.passedBy,
    noticed: [...one.noticed, ...other.noticed],
    entered: one.entered + other.entered,
    known: one.known + other.known,
    tests: one.tests + other.tests,
    changed: [...one.changed, ...other.changed],
  };
}
