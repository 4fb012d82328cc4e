import { planTests } from '../../../src/tasks/testing/planners.ts';
import { emptiedSubject } from '../../../src/tasks/testing/proof/emptiedSubject.ts';
import { proofOf } from '../../../src/tasks/testing/proof/testProof.ts';
import { judgeTests } from '../../../src/tasks/testing/testChecks.ts';
import type { Bench } from './bench.ts';
import type { Asked } from './comparisons.ts';
import { testsFor } from './mutantTimes.ts';
import type { Subject } from './subjects.ts';
import type { Vacuity, WeakTest } from './vacuousTests.ts';
import { weakened } from './vacuousTests.ts';

/** The settings as they are shipped. */
const BOUNDS = { most: 20, score: 0.6 };
const LIMIT_MS = 180_000;

/** A package's tests put in as if a model had written them, and what the gate said. */
export interface TestGate {
  readonly subject: Subject;
  readonly vacuity: Vacuity;
  readonly isProven: boolean;
  /** Whether it came as far as being run. */
  readonly hasRun: boolean;
  readonly detail: string;
  readonly ms: number;
}

/** The tests of packages as they are, and weakened: one way of each function. */
export async function testGates(bench: Bench, asked: Asked): Promise<readonly TestGate[]> {
  const { subjects, count, limitMs, onProgress } = asked;
  const start = performance.now();
  const done: TestGate[] = [];
  for (const subject of subjects) {
    if (performance.now() - start > limitMs || done.length >= count) break;
    const [own] = await testsFor(bench, subject, 1);
    if (own === undefined) continue;
    const [foreign] = await foreignTests(bench, subject, own.path);
    const tests: readonly (WeakTest & { readonly path: string })[] = [
      { vacuity: 'as it is', text: own.text, path: own.path },
      ...weakened(subject.language, own.text).map((one) => ({ ...one, path: own.path })),
      ...(foreign === undefined
        ? []
        : [{ vacuity: 'of another function' as const, text: foreign.text, path: foreign.path }]),
    ];
    for (const test of tests) {
      if (done.length >= count || performance.now() - start > limitMs) break;
      const one = await gated(bench, subject, test);
      if (one === undefined) continue;
      done.push(one);
      onProgress(gateLine(one));
    }
  }
  return done;
}

/** Other tests of the package, which do not even mention a function that tests can call. */
async function foreignTests(bench: Bench, subject: Subject, own: string) {
  const { name, exported } = subject.declaration;
  if (!exported) return [];
  const all = await testsFor(bench, subject, 60);
  return all.filter(({ path, text }) => path !== own && !text.includes(name));
}

async function gated(
  bench: Bench,
  subject: Subject,
  { vacuity, text, path: testPath }: WeakTest & { readonly path: string },
): Promise<TestGate | undefined> {
  const { project, path, language, text: source, facts, declaration } = subject;
  const tools = bench.toolsFor(project);
  const signal = AbortSignal.timeout(LIMIT_MS);
  const { declarations } = facts;
  const planned = await planTests(language, { path, source, declarations }, tools.files);
  if (planned === undefined) return undefined;
  const plan = { ...planned, path: testPath, existing: undefined };
  const start = performance.now();
  const testFacts = await bench.syntax.facts(language, text, signal);
  const added = [{ start: 0, end: text.length }];
  const judged = await judgeTests({ text, added }, testFacts, plan.framework, plan);
  const said = (detail: string, isProven: boolean, hasRun: boolean): TestGate => {
    const ms = performance.now() - start;
    return { subject, vacuity, isProven, hasRun, detail, ms };
  };
  if (judged.problems.length > 0) {
    return said(judged.problems.map(({ code }) => code).join(' '), false, false);
  }
  const emptied = emptiedSubject(language, source, facts, declaration);
  const proof = await proofOf(
    tools,
    {
      text,
      newCases: judged.newCases,
      source,
      emptied: emptied === undefined ? undefined : { path, text: emptied },
      mutation: { subject: { path, language, text: source }, range: declaration, bounds: BOUNDS },
    },
    plan,
    signal,
  );
  const detail = [
    ...proof.problems.map(({ code }) => code),
    ...proof.notes.map(({ code, args }) => `${code} ${JSON.stringify(args)}`),
  ].join('; ');
  const hasRun = !proof.notes.some(({ code }) => code === 'notes.notRun');
  return said(detail, proof.strength === 'proves', hasRun);
}

/** One gate in one line. */
function gateLine({ subject, vacuity, isProven, detail, ms }: TestGate): string {
  const place = `${subject.project.name}:${subject.path} ${subject.declaration.path}`;
  const seconds = `${(ms / 1000).toFixed(1)} s`;
  return [isProven ? 'proven' : 'not proven', vacuity, place, detail.slice(0, 300), seconds].join(
    ' | ',
  );
}
