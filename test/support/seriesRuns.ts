import type { CaseResult, TestRun } from '../../src/tasks/task.ts';
import type { CopiedTestRunner } from '../../src/testRun/copiedTestRunner.ts';

/** The file whose variants are run, and the one with its tests. */
export const SUBJECT = 'next.js';
export const TEST = 'next.test.js';

/** The subject with another line in its function: a script, which counts how often it is loaded, and a module. */
export const text = (line: string): string =>
  `let count = 0;\nexports.next = (n) => {\n  ${line}\n  return n + 1;\n};\nexports.count = () => ++count;\n`;
export const moduleText = (line: string): string =>
  `export const next = (n) => {\n  ${line}\n  return n + 1;\n};\n`;

/** What a run says of each case, without what it prints. */
export function told(run: TestRun): string {
  if (run.type === 'notRun') return 'not run';
  if (run.type === 'failed' && run.isTimedOut === true) return 'timed out';
  const of = ({ name, outcome }: CaseResult): string => `${name} ${outcome}`;
  return `${run.type} ${(run.cases ?? []).map(of).toSorted().join(', ')}`;
}

/** Runs of variants of the subject, each in one series or by itself. */
export interface SeriesRuns {
  /** `line`: stands in the subject's function. */
  readonly run: (by: 'alone' | 'series', line: string, limitMs?: number) => Promise<TestRun>;
  readonly end: () => Promise<void>;
}

/** What of a project is run, with which framework and which subject. */
export interface SeriesOf {
  readonly framework: string;
  readonly files: Readonly<Record<string, string>>;
  readonly textOf: (line: string) => string;
}

/** Runs of a runner that was made for these files. */
export function seriesRuns(
  runner: CopiedTestRunner,
  { framework, files, textOf }: SeriesOf,
): SeriesRuns {
  const asked = { path: TEST, text: files[TEST] ?? '', framework, byCase: true, isOwn: true };
  return {
    run: (by, line, limitMs = 30_000) =>
      runner.run(
        { ...asked, limitMs, ...(by === 'series' && { series: by }) },
        { path: SUBJECT, text: textOf(line) },
        new AbortController().signal,
      ),
    end: () => runner.endSeries('series'),
  };
}
